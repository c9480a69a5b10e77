import fc from 'fast-check';
import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { UnifiedCache } from '../../../src/pressure/caches/UnifiedCache.ts';
import { CacheModel } from './CacheModel.ts';

const key = fc.constantFrom('a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1');

const step = fc.oneof(
  { weight: 60, arbitrary: fc.record({ kind: fc.constant('get' as const), key }) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      key,
      value: fc.nat(),
      bytes: fc.integer({ min: 0, max: 60 }),
      ttlMs: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('peek' as const), key }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30 }) }),
  },
  fc.record({
    kind: fc.constant('prune' as const),
    mode: fc.constantFrom('normal' as const, 'aggressive' as const),
  }),
  fc.record({ kind: fc.constant('invalidate' as const), pattern: fc.constantFrom('a*', '*1', 'b2', 'x*') }),
  fc.record({ kind: fc.constant('clear' as const) }),
);

const limits = fc.record({
  policy: fc.constantFrom('lru' as const, 'lfu' as const, 'fifo' as const),
  maxEntries: fc.integer({ min: 1, max: 8 }),
  maxBytes: fc.integer({ min: 20, max: 300 }),
  ttlMs: fc.constantFrom(20, 100, Number.POSITIVE_INFINITY),
});

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
}

describe('UnifiedCache', () => {
  it('does what a simple model does, whatever is asked of it', () => {
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 400, size: 'max' }), (options, steps) => {
        let now = 1000;
        const clock = () => now;
        const left: string[] = [];
        const cache = new UnifiedCache<string, number>({
          ...options,
          now: clock,
          sizeOf: () => 1,
          onRemoved: (_value, gone, reason) => {
            if (reason !== 'replaced') left.push(gone);
          },
        });
        const model = new CacheModel({ ...options, now: clock });
        let stored = 0;
        for (const each of steps) {
          const before = new Set(model.entries.map((entry) => entry.key));
          switch (each.kind) {
            case 'get':
              expect(cache.get(each.key)).toBe(model.get(each.key));
              break;
            case 'set':
              cache.set(each.key, each.value, { bytes: each.bytes, ttlMs: each.ttlMs });
              model.set(each.key, each.value, each.bytes, each.ttlMs);
              if (each.bytes <= options.maxBytes && !before.has(each.key)) stored++;
              break;
            case 'peek':
              expect(cache.peek(each.key)).toBe(model.peek(each.key));
              expect(cache.has(each.key)).toBe(model.peek(each.key) !== undefined);
              break;
            case 'delete':
              expect(cache.delete(each.key)).toBe(model.delete(each.key));
              break;
            case 'wait':
              now += each.ms;
              break;
            case 'prune': {
              const held = { entries: cache.entries, bytes: cache.bytes };
              const outcome = cache.prune(each.mode);
              model.prune(each.mode === 'normal' ? 0.25 : 0.75);
              expect(outcome).toEqual({
                entries: held.entries - model.entries.length,
                bytes: held.bytes - model.bytes,
              });
              break;
            }
            case 'invalidate':
              expect(cache.invalidate(each.pattern)).toBe(
                model.invalidate((text) => matches(each.pattern, text)),
              );
              break;
            case 'clear':
              cache.clear();
              model.clear();
          }
          expect(cache.size).toBe(model.entries.length);
          expect(cache.bytes).toBe(model.bytes);
          expect([...cache.keys()]).toEqual(model.keys);
        }
        // Whoever came in is there, or was told to have left: once.
        expect(left).toHaveLength(stored - cache.size);
      }),
      { numRuns: 150 },
    );
  });

  it('as an LRU cache holds what lru-cache holds, in the same order', () => {
    const options = fc.record({ max: fc.integer({ min: 1, max: 8 }), ttl: fc.constantFrom(20, 100, 0) });
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 400, size: 'max' }), ({ max, ttl }, steps) => {
        let now = 1000;
        const clock = { now: () => now };
        const ours = new UnifiedCache<string, number>({
          maxEntries: max,
          ttlMs: ttl || undefined,
          now: clock.now,
        });
        const theirs = new LRUCache<string, number>({ max, ttl, ttlResolution: 0, perf: clock });
        for (const each of steps) {
          if (each.kind === 'get') expect(ours.get(each.key)).toBe(theirs.get(each.key));
          if (each.kind === 'peek') expect(ours.peek(each.key)).toBe(theirs.peek(each.key));
          if (each.kind === 'delete') {
            // Theirs says yes of what has expired, too.
            expect(ours.delete(each.key)).toBe(theirs.has(each.key));
            theirs.delete(each.key);
          }
          // Theirs expires after its time to live, ours at the end of it.
          if (each.kind === 'wait') now += each.ms + 0.001;
          if (each.kind === 'set') {
            ours.set(each.key, each.value);
            theirs.set(each.key, each.value);
          }
          expect([...ours]).toEqual([...theirs.entries()]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
