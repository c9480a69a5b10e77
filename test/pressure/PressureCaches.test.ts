import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import type { CacheUse, ManagedCache } from '../../src/pressure/caches/ManagedCache.ts';
import { managedCacheOf } from '../../src/pressure/managedCacheOf.ts';
import { PressureCaches } from '../../src/pressure/PressureCaches.ts';

/** A cache of which only its use is looked at, and when it is pruned. */
function cache(name: string, use: CacheUse, pruned: string[]): ManagedCache & { use: CacheUse } {
  return {
    name,
    entries: 100,
    bytes: 1000,
    use,
    prune: () => {
      pruned.push(name);
      return { entries: 25, bytes: 250 };
    },
    clear: () => ({ entries: 100, bytes: 1000 }),
  };
}

describe('the caches under management', () => {
  it('are pruned first where it costs the fewest hits since the last time', () => {
    const pruned: string[] = [];
    const caches = new PressureCaches({
      holders: () => [],
      usedBytes: () => 1e9,
      faults: new FaultLog(undefined, () => 0),
    });
    const former = cache('former', { hits: 1000, misses: 0 }, pruned);
    const present = cache('present', { hits: 10, misses: 0 }, pruned);
    caches.addCache(former);
    caches.addCache(present);
    caches.prune('normal');
    former.use = { hits: 1001, misses: 0 };
    present.use = { hits: 900, misses: 0 };
    caches.prune('normal');
    expect(pruned).toEqual(['present', 'former', 'former', 'present']);
  });
});

describe('what the manager makes of a cache', () => {
  it('is its adapter, under the name that is given', () => {
    const lru = new LRUCache<number, number>({ max: 100 });
    for (let key = 0; key < 40; key++) lru.set(key, key);
    const managed = managedCacheOf(lru, { name: 'users' });
    expect([managed.name, managed.prune('normal').entries]).toEqual(['users', 10]);
  });

  it('is an error with the reason, where there is none', () => {
    expect(() => managedCacheOf(new WeakMap())).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        option: 'cache',
        message: expect.stringMatching(/^cache cannot be managed\. What is in a WeakMap/),
      }),
    );
  });
});
