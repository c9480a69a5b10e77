import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf, hasFunctions, hasNumbers } from './CacheHandle.ts';

interface LruCache {
  readonly size: number;
  entries(): Iterable<readonly [unknown, unknown]>;
  purgeStale(): unknown;
  pop(): unknown;
  clear(): unknown;
}

interface OldLruCache {
  readonly itemCount: number;
  keys(): readonly unknown[];
  peek(key: unknown): unknown;
  rforEach(visit: (value: unknown, key: unknown) => void): void;
  del(key: unknown): unknown;
  prune(): unknown;
  reset(): unknown;
}

/** lru-cache from version 7 on; its `dispose` hears of what is pruned as of what is evicted. */
export function lruCache(cache: object): CacheHandle | undefined {
  if (!hasFunctions(cache, 'purgeStale', 'pop', 'entries', 'clear') || !hasNumbers(cache, 'size')) {
    return undefined;
  }
  const lru = cache as object as LruCache;
  return {
    kind: 'lru-cache',
    entries: () => lru.size,
    contents: () => lru.entries(),
    prune: (mode) => {
      lru.purgeStale();
      for (let left = entriesToPrune(mode, lru.size); left > 0; left--) lru.pop();
    },
    clear: () => void lru.clear(),
  };
}

/** lru-cache up to version 6, which most dependencies still bring along. */
export function oldLruCache(cache: object): CacheHandle | undefined {
  if (!hasFunctions(cache, 'rforEach', 'peek', 'del', 'prune', 'reset')) return undefined;
  if (!hasNumbers(cache, 'itemCount')) return undefined;
  const lru = cache as object as OldLruCache;
  return {
    kind: 'lru-cache',
    entries: () => lru.itemCount,
    contents: () => lru.keys().map((key) => [key, lru.peek(key)] as const),
    prune: (mode) => {
      lru.prune();
      const keys: unknown[] = [];
      lru.rforEach((_value, key) => keys.push(key));
      for (const key of firstOf(keys, entriesToPrune(mode, keys.length))) lru.del(key);
    },
    clear: () => void lru.reset(),
  };
}
