import { describe, expect, it, vi } from 'vitest';
import type { RemovalReason } from '../../../src/pressure/caches/CacheMetrics.ts';
import { UnifiedCache } from '../../../src/pressure/caches/UnifiedCache.ts';
import type { UnifiedCacheOptions } from '../../../src/pressure/caches/UnifiedCacheOptions.ts';

/** A promise that is settled from outside. */
function deferred<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

function numbered(options: UnifiedCacheOptions<string, number>, count: number): UnifiedCache<string, number> {
  const cache = new UnifiedCache<string, number>(options);
  for (let number = 1; number <= count; number++) cache.set(`k${number}`, number);
  return cache;
}

describe('what is given up for a new entry', () => {
  it('is what was not used for longest, under lru', () => {
    const cache = numbered({ maxEntries: 3 }, 3);
    cache.get('k1');
    cache.set('k4', 4);
    expect([...cache.keys()]).toEqual(['k4', 'k1', 'k3']);
  });

  it('is what was used least often, under lfu, even if that was just now', () => {
    const cache = numbered({ maxEntries: 3, policy: 'lfu' }, 3);
    for (const key of ['k1', 'k1', 'k2', 'k2', 'k3']) cache.get(key);
    cache.set('k4', 4);
    expect([...cache.keys()]).toEqual(['k2', 'k1', 'k4']);
  });

  it('is what came first, under fifo, however much it is used', () => {
    const cache = numbered({ maxEntries: 3, policy: 'fifo' }, 3);
    cache.get('k1');
    cache.set('k4', 4);
    expect([...cache.keys()]).toEqual(['k4', 'k3', 'k2']);
  });

  it('under lfu does not keep for ever what was in demand long ago', () => {
    const cache = numbered({ maxEntries: 3, policy: 'lfu' }, 3);
    for (let use = 0; use < 90; use++) cache.get('k1');
    for (let use = 0; use < 1000; use++) cache.get(use % 2 ? 'k2' : 'k3');
    cache.set('k4', 4);
    expect(cache.has('k1')).toBe(false);
  });

  it('is as much as the bytes of the new entry need', () => {
    const cache = new UnifiedCache<string, string>({ maxBytes: 100, sizeOf: (value) => value.length });
    cache.set('a', 'x'.repeat(40)).set('b', 'x'.repeat(40)).set('c', 'x'.repeat(10));
    cache.set('d', 'x'.repeat(60));
    expect([...cache.keys()]).toEqual(['d', 'c']);
    expect(cache.metrics).toMatchObject({ bytes: 70, removed: { 'byte-limit': 2, 'entry-limit': 0 } });
  });

  it('is every other entry where a value grows to fill the cache', () => {
    const cache = new UnifiedCache<string, string>({ maxBytes: 100, sizeOf: (value) => value.length });
    cache.set('a', 'x'.repeat(40)).set('b', 'x'.repeat(40)).set('a', 'x'.repeat(90));
    expect([...cache]).toEqual([['a', 'x'.repeat(90)]]);
  });

  it('is nothing where the value alone is too large, and the old value does not stay', () => {
    const cache = new UnifiedCache<string, string>({ maxBytes: 100, sizeOf: (value) => value.length });
    cache.set('a', 'small').set('b', 'small').set('a', 'x'.repeat(101));
    expect([...cache.keys()]).toEqual(['b']);
    expect(cache.metrics).toMatchObject({ refused: 1, sets: 2 });
  });

  it('is looked for beyond 1,000 entries where no limit is given', () => {
    expect(numbered({}, 1500).size).toBe(1000);
  });
});

describe('a time to live', () => {
  it('ends an entry that nobody asks for: it is not answered, iterated or counted as there', () => {
    let now = 0;
    const cache = numbered({ ttlMs: 100, now: () => now }, 2);
    cache.set('short', 3, { ttlMs: 50 });
    now = 50;
    expect(cache.get('short')).toBeUndefined();
    now = 100;
    expect(cache.has('k1')).toBe(false);
    expect(cache.peek('k1')).toBeUndefined();
    expect([...cache.values()]).toEqual([]);
    expect(cache.delete('k1')).toBe(false);
    expect(cache.metrics).toMatchObject({ entries: 1, misses: 1, removed: { expired: 2, deleted: 0 } });
  });

  it('begins anew with each value', () => {
    let now = 0;
    const cache = numbered({ ttlMs: 100, now: () => now }, 1);
    now = 90;
    cache.set('k1', 2);
    now = 180;
    expect(cache.get('k1')).toBe(2);
  });

  it('is enforced by removeExpired for those that nobody asks for', () => {
    let now = 0;
    const cache = numbered({ ttlMs: 100, now: () => now }, 5);
    now = 60;
    cache.set('young', 6);
    now = 120;
    expect(cache.removeExpired()).toBe(5);
    expect(cache.size).toBe(1);
  });

  it.each([0, -1, Number.NaN, '5' as unknown as number])(
    'of %s is refused, before anything is generated',
    (ttlMs) => {
      const cache = new UnifiedCache<string, number>();
      const generator = vi.fn(() => 1);
      expect(() => cache.set('a', 1, { ttlMs })).toThrow(/ttlMs must be a number above 0/);
      expect(() => cache.get('a', generator, { ttlMs })).toThrow(/ttlMs must be a number above 0/);
      expect(generator).not.toHaveBeenCalled();
    },
  );
});

describe('a generator', () => {
  it('is not called for what is there', () => {
    const cache = numbered({}, 1);
    const generator = vi.fn(() => 7);
    expect(cache.get('k1', generator)).toBe(1);
    expect(cache.get('k2', generator)).toBe(7);
    expect(cache.get('k2', generator)).toBe(7);
    expect(generator).toHaveBeenCalledTimes(1);
    expect(generator).toHaveBeenCalledWith('k2');
    expect(cache.metrics).toMatchObject({ hits: 2, misses: 1, generated: 1 });
  });

  it('runs once for all who ask while it is at work', async () => {
    const cache = new UnifiedCache<string, number>();
    const { promise, resolve } = deferred<number>();
    const generator = vi.fn(() => promise);
    const answers = Array.from({ length: 100 }, () => cache.get('a', generator));
    resolve(5);
    expect(await Promise.all(answers)).toEqual(new Array(100).fill(5));
    expect(generator).toHaveBeenCalledTimes(1);
    expect(await cache.get('a', generator)).toBe(5);
    expect(generator).toHaveBeenCalledTimes(1);
  });

  it('of one key does not wait for that of another', async () => {
    const cache = new UnifiedCache<string, number>();
    const never = deferred<number>();
    void cache.get('slow', () => never.promise);
    expect(await cache.get('quick', async () => 1)).toBe(1);
  });

  it('that fails is told to those who wait, and not to those who come later', async () => {
    const cache = new UnifiedCache<string, number>();
    const { promise, reject } = deferred<number>();
    const waiting = [cache.get('a', () => promise), cache.get('a', async () => 2)];
    reject(new Error('no database'));
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(cache.size).toBe(0);
    expect(await cache.get('a', async () => 3)).toBe(3);
    expect(cache.metrics).toMatchObject({ generatorFailures: 1, generated: 1 });
  });

  it('that throws at once throws to its caller, and leaves nothing behind', () => {
    const cache = new UnifiedCache<string, number>();
    const failing = () => {
      throw new Error('broken');
    };
    expect(() => cache.get('a', failing)).toThrow('broken');
    expect(cache.get('a', () => 1)).toBe(1);
    expect(cache.metrics.generatorFailures).toBe(1);
  });

  it.each<[string, (cache: UnifiedCache<string, number>) => unknown, number | undefined]>([
    ['set', (cache) => cache.set('a', 9), 9],
    ['deleted', (cache) => cache.delete('a'), undefined],
    ['set to undefined', (cache) => cache.set('a', undefined as unknown as number), undefined],
    ['cleared', (cache) => cache.clear(), undefined],
    ['invalidated by a text', (cache) => cache.invalidate('a*'), undefined],
    ['invalidated by a function', (cache) => cache.invalidate(() => false), undefined],
  ])('does not overwrite what is %s while it is at work', async (_what, meanwhile, expected) => {
    const cache = new UnifiedCache<string, number>();
    const { promise, resolve } = deferred<number>();
    const answer = cache.get('a', () => promise);
    meanwhile(cache);
    resolve(1);
    expect(await answer).toBe(1);
    expect(cache.peek('a')).toBe(expected);
  });

  it('goes on for its key where another is invalidated', async () => {
    const cache = new UnifiedCache<string, number>();
    const { promise, resolve } = deferred<number>();
    const answer = cache.get('a', () => promise);
    cache.invalidate('b*');
    resolve(1);
    await answer;
    expect(cache.peek('a')).toBe(1);
  });

  it('that never answers is not waited for by those who come a minute later', async () => {
    let now = 0;
    const cache = new UnifiedCache<string, number>({ now: () => now });
    const hanging = deferred<number>();
    const first = cache.get('a', () => hanging.promise);
    now = 59_999;
    expect(cache.get('a', async () => 2)).toBe(first);
    now = 60_000;
    expect(await cache.get('a', async () => 3)).toBe(3);
    hanging.resolve(1);
    expect(await first).toBe(1);
    expect(cache.peek('a')).toBe(3);
  });

  it('whose value is undefined has nothing kept', async () => {
    const cache = new UnifiedCache<string, number | undefined>();
    expect(cache.get('a', () => undefined)).toBeUndefined();
    expect(await cache.get('a', async () => undefined)).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('gives its value the time to live that it is asked with', async () => {
    let now = 0;
    const cache = new UnifiedCache<string, number>({ now: () => now });
    await cache.get('a', async () => 1, { ttlMs: 10 });
    now = 10;
    expect(cache.get('a')).toBeUndefined();
  });
});

describe('pruning', () => {
  it.each([
    ['normal' as const, 15, 45],
    ['aggressive' as const, 45, 15],
    [0.1, 6, 54],
    [1, 60, 0],
    [0, 0, 60],
  ])('%s lets go of %i of 60, the least valuable', (how, entries, left) => {
    const cache = numbered({ sizeOf: () => 10 }, 60);
    expect(cache.prune(how)).toEqual({ entries, bytes: entries * 10 });
    expect(cache.size).toBe(left);
    expect(cache.has('k1')).toBe(entries === 0);
    expect(cache.metrics.removed.pruned).toBe(entries);
  });

  it('lets go of what has expired first, and of a quarter of the rest', () => {
    let now = 0;
    const cache = numbered({ ttlMs: 100, now: () => now }, 40);
    now = 50;
    for (let number = 0; number < 60; number++) cache.set(`young${number}`, number);
    now = 120;
    expect(cache.prune('normal').entries).toBe(40 + 15);
    expect(cache.metrics.removed).toMatchObject({ expired: 40, pruned: 15 });
  });

  it('estimates the bytes where nobody gives sizes', () => {
    const cache = new UnifiedCache<string, string>();
    for (let number = 0; number < 400; number++) cache.set(`page ${number}`, 'x'.repeat(1000));
    const { bytes } = cache.prune('aggressive');
    expect(bytes).toBeGreaterThan(300 * 1000);
    expect(bytes).toBeLessThan(300 * 1400);
  });

  it('of an empty cache lets go of nothing', () => {
    expect(new UnifiedCache().prune()).toEqual({ entries: 0, bytes: 0 });
  });

  it('is not ended by a callback that deletes, sets and throws', () => {
    const cache: UnifiedCache<string, number> = new UnifiedCache<string, number>({
      maxEntries: 100,
      onRemoved: (_value, key, reason) => {
        if (reason !== 'pruned') return;
        cache.delete(`k${Number(key.slice(1)) + 1}`);
        cache.set('again', 1);
        throw new Error('callback');
      },
    });
    for (let number = 1; number <= 60; number++) cache.set(`k${number}`, number);
    expect(cache.prune('normal').entries).toBeGreaterThan(14);
    expect(cache.bytes).toBeGreaterThan(0);
    expect([...cache]).toHaveLength(cache.size);
  });
});

describe('invalidate', () => {
  it('takes a text with asterisks, an expression, or a function', () => {
    const cache = new UnifiedCache<string, number>();
    for (const key of ['user:1:name', 'user:1:mail', 'user:2:name', 'page:1']) cache.set(key, key.length);
    expect(cache.invalidate('user:1:*')).toBe(2);
    expect(cache.invalidate(/^page/g)).toBe(1);
    expect(cache.invalidate((key, value) => value === key.length)).toBe(1);
    expect(cache.metrics.removed.invalidated).toBe(4);
    expect(() => cache.invalidate(5 as unknown as string)).toThrow(/pattern must be a text/);
  });
});

describe('what leaves is told', () => {
  function told(): { cache: UnifiedCache<string, number>; left: unknown[]; wait: (ms: number) => void } {
    const left: unknown[] = [];
    let now = 0;
    const cache = new UnifiedCache<string, number>({
      maxEntries: 2,
      now: () => now,
      onRemoved: (value: number, key: string, reason: RemovalReason) => left.push([value, key, reason]),
    });
    return {
      cache,
      left,
      wait: (ms) => {
        now += ms;
      },
    };
  }

  it('once, with the reason', () => {
    const { cache, left, wait } = told();
    cache.set('a', 1).set('a', 1).set('a', 2).set('b', 3).set('c', 4);
    cache.delete('b');
    cache.set('d', 5, { ttlMs: 10 });
    wait(10);
    cache.get('d');
    cache.clear();
    expect(left).toEqual([
      [1, 'a', 'replaced'],
      [2, 'a', 'entry-limit'],
      [3, 'b', 'deleted'],
      [5, 'd', 'expired'],
      [4, 'c', 'cleared'],
    ]);
  });

  it('after it has left', () => {
    const seen: (number | undefined)[] = [];
    const cache: UnifiedCache<string, number> = new UnifiedCache<string, number>({
      onRemoved: (_value, key) => seen.push(cache.peek(key)),
    });
    cache.set('a', 1).set('a', 2);
    cache.delete('a');
    expect(seen).toEqual([2, undefined]);
  });

  it('and whoever fails at hearing it is named to the logger, once', async () => {
    const warn = vi.fn();
    const cache = new UnifiedCache<string, number>({
      name: 'pages',
      logger: { warn },
      onRemoved: () => Promise.reject(new Error('callback')),
      sizeOf: (value) => (value === 1 ? Number.NaN : fail()),
    });
    cache.set('a', 1).set('b', 2).clear();
    await Promise.resolve();
    await Promise.resolve();
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      'tidemark: sizeOf of the cache pages failed',
      'tidemark: onRemoved of the cache pages failed',
    ]);
  });

  function fail(): never {
    throw new Error('sizeOf');
  }
});

describe('a sizeOf that lies', () => {
  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY, '12' as unknown as number])(
    'with %s is replaced by the estimate',
    (size) => {
      const cache = new UnifiedCache<string, string>({ maxBytes: 1e6, sizeOf: () => size });
      cache.set('a', 'x'.repeat(1000));
      expect(cache.bytes).toBeGreaterThan(1000);
      expect(cache.bytes).toBeLessThan(1400);
    },
  );
});

describe('metrics', () => {
  it('tell the age at which entries are given up, and that of the next to go', () => {
    let now = 0;
    const cache = new UnifiedCache<string, number>({ maxEntries: 2, now: () => now });
    expect(cache.metrics).toMatchObject({ evictionAgeMs: undefined, leastValuableAgeMs: undefined });
    for (now = 0; now < 1000; now += 100) cache.set(`k${now}`, now);
    expect(cache.metrics.evictionAgeMs).toBe(200);
    expect(cache.metrics.leastValuableAgeMs).toBe(200);
  });

  it('tell the share of hits, and nothing before there was one', () => {
    const cache = numbered({}, 1);
    expect(cache.metrics.hitRate).toBeUndefined();
    cache.get('k1');
    cache.get('k1');
    cache.get('k1');
    cache.get('k2');
    expect(cache.metrics.hitRate).toBe(0.75);
    expect(cache.use).toEqual({ hits: 3, misses: 1 });
  });

  it('are not touched by peek, has and iteration', () => {
    const cache = numbered({ maxEntries: 2 }, 2);
    cache.peek('k1');
    cache.has('k1');
    expect([...cache.keys()]).toEqual(['k2', 'k1']);
    expect(cache.use).toEqual({ hits: 0, misses: 0 });
    cache.set('k3', 3);
    expect(cache.has('k1')).toBe(false);
  });
});

describe('iteration', () => {
  it('ends, though entries are used, deleted and added while it goes on', () => {
    const cache = numbered({ maxEntries: 10 }, 5);
    const seen: string[] = [];
    for (const [key] of cache) {
      seen.push(key);
      cache.get('k1');
      cache.get('k2');
      cache.delete('k3');
      cache.set(`new ${key}`, 0);
    }
    expect(seen).toEqual(['k5', 'k4', 'k2', 'k1']);
  });
});

describe('an option that is wrong', () => {
  it.each<[string, object, RegExp]>([
    ['no object', 5 as unknown as object, /options must be an object/],
    ['policy', { policy: 'mru' }, /policy must be one of "lru", "lfu", "fifo", received "mru"/],
    ['maxEntries', { maxEntries: 0 }, /maxEntries must be a whole number from 1/],
    ['maxEntries', { maxEntries: 1.5 }, /maxEntries must be a whole number from 1/],
    ['maxBytes', { maxBytes: Number.POSITIVE_INFINITY }, /maxBytes must be a finite number above 0/],
    ['ttlMs', { ttlMs: 0 }, /ttlMs must be a number above 0/],
    ['generatorTimeoutMs', { generatorTimeoutMs: -1 }, /generatorTimeoutMs must be a number above 0/],
    ['sizeOf', { sizeOf: 5 }, /sizeOf must be a function/],
    ['onRemoved', { onRemoved: {} }, /onRemoved must be a function/],
    ['now', { now: 5 }, /now must be a function/],
    ['monitor', { monitor: {} }, /monitor.registerHolder must be a function/],
    ['manager', { manager: null }, /manager.manage must be a function/],
    ['memory', { memory: 'disk' }, /memory must be one of "heap", "external"/],
    ['name', { name: '' }, /name must be a text/],
  ])('is named: %s', (_option, options, message) => {
    expect(() => new UnifiedCache(options)).toThrow(message);
    expect(() => new UnifiedCache(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
