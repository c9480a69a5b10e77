import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheUse, ManagedCache } from '../../../src/pressure/caches/ManagedCache.ts';
import { pruneOrder } from '../../../src/pressure/caches/pruneOrder.ts';

function cache(
  name: string,
  known: { entries?: number; bytes?: number; hits?: number; misses?: number },
): ManagedCache {
  const { entries, bytes, hits, misses = 0 } = known;
  const nothing = { entries: 0, bytes: 0 };
  return {
    name,
    entries,
    bytes,
    use: hits === undefined ? undefined : { hits, misses },
    prune: () => nothing,
    clear: () => nothing,
  };
}

function order(...caches: ManagedCache[]): string[] {
  return pruneOrder(caches).map(({ name }) => name);
}

describe('the cache to prune first', () => {
  it('is the one with the most bytes for each hit', () => {
    const busy = cache('busy', { entries: 1000, bytes: 10e6, hits: 100_000 });
    const idle = cache('idle', { entries: 1000, bytes: 5e6, hits: 10 });
    const small = cache('small', { entries: 1000, bytes: 1e5, hits: 1000 });
    expect(order(busy, small, idle)).toEqual(['idle', 'busy', 'small']);
  });

  it('is the largest of those that nobody finds anything in', () => {
    const small = cache('small', { entries: 10, bytes: 1000, hits: 0, misses: 500 });
    const large = cache('large', { entries: 10, bytes: 9000, hits: 0 });
    const used = cache('used', { entries: 10, bytes: 1e9, hits: 1 });
    expect(order(small, used, large)).toEqual(['large', 'small', 'used']);
  });

  it('is never one that is empty', () => {
    const empty = cache('empty', { entries: 0, bytes: 0, hits: 0 });
    const used = cache('used', { entries: 10, bytes: 10, hits: 1e6 });
    expect(order(empty, used)).toEqual(['used', 'empty']);
  });

  it('is judged by its latest hits, where those of before are known', () => {
    const former = cache('former', { entries: 10, bytes: 1000, hits: 1_000_100 });
    const present = cache('present', { entries: 10, bytes: 1000, hits: 5000 });
    const before: Record<string, CacheUse> = {
      former: { hits: 1_000_000, misses: 0 },
      present: { hits: 1000, misses: 0 },
    };
    const names = pruneOrder([present, former], ({ name }) => before[name]).map(({ name }) => name);
    expect(names).toEqual(['former', 'present']);
    expect(order(present, former)).toEqual(['present', 'former']);
  });

  it('whose counters were set back is judged by what they say now', () => {
    const reset = cache('reset', { entries: 10, bytes: 1000, hits: 5 });
    const other = cache('other', { entries: 10, bytes: 1000, hits: 50 });
    const names = pruneOrder([other, reset], () => ({ hits: 40, misses: 0 })).map(({ name }) => name);
    expect(names).toEqual(['reset', 'other']);
  });

  it('that does not count hits is taken to be used like the others, by entry', () => {
    const silent = cache('silent', { entries: 1000, bytes: 1e6 });
    const worse = cache('worse', { entries: 1000, bytes: 2e6, hits: 1000 });
    const better = cache('better', { entries: 1000, bytes: 5e5, hits: 1000 });
    expect(order(better, silent, worse)).toEqual(['worse', 'silent', 'better']);
  });

  it('that does not know its bytes is taken to have entries like those of the others', () => {
    const silent = cache('silent', { entries: 1000, hits: 10 });
    const worse = cache('worse', { entries: 1000, bytes: 2e6, hits: 10 });
    const better = cache('better', { entries: 1000, bytes: 5e5, hits: 10 });
    expect(order(better, silent, worse)).toEqual(['worse', 'silent', 'better']);
  });

  it('is the largest where nobody tells anything else', () => {
    expect(order(cache('a', { entries: 5 }), cache('b', { entries: 9 }), cache('c', {}))).toEqual([
      'b',
      'a',
      'c',
    ]);
  });

  it('is any other than one that throws when it is asked', () => {
    const broken = Object.defineProperty(cache('broken', {}), 'bytes', {
      get: () => {
        throw new Error('broken');
      },
    });
    expect(order(broken, cache('good', { entries: 1, bytes: 1 }))).toEqual(['good', 'broken']);
  });

  it('is found among all of them, whatever they say', () => {
    const amount = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined });
    const known = fc.record({ entries: amount, bytes: amount, hits: amount });
    fc.assert(
      fc.property(fc.array(known, { maxLength: 20 }), (given) => {
        const caches = given.map((each, index) => cache(`${index}`, each as { entries?: number }));
        const ordered = pruneOrder(caches);
        expect(new Set(ordered)).toEqual(new Set(caches));
        expect(ordered).toHaveLength(caches.length);
      }),
    );
  });

  it('is none that has nothing to tell, which is refused by its place', () => {
    const good = cache('good', { entries: 1, bytes: 1 });
    for (const wrong of [{}, new Map([['a', 1]]), { entries: 1, bytes: 1 }, { prune() {}, entries: 1 }]) {
      expect(() => pruneOrder([good, wrong as never])).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          option: 'caches[1]',
          rule: expect.stringContaining('entries, bytes and prune(mode)'),
          received: wrong,
        }),
      );
    }
  });

  it('is not decided by amounts that cannot be', () => {
    const caches = [-5, Number.NaN, '9', Number.POSITIVE_INFINITY].map((wrong) => {
      const each = cache(`says ${wrong}`, { entries: wrong as number, bytes: wrong as number });
      return Object.assign(each, { use: { hits: wrong, misses: 0 } });
    });
    const good = cache('good', { entries: 10, bytes: 10, hits: 1000 });
    expect(order(...caches, good)[0]).toBe('good');
    expect(pruneOrder([good], () => null as never)).toEqual([good]);
  });
});
