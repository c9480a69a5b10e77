import type { CacheUse } from '../ManagedCache.ts';
import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf, hasFunctions } from './CacheHandle.ts';

interface NodeCache {
  readonly data?: Readonly<Record<string, { readonly v?: unknown }>>;
  keys(): readonly string[];
  getStats(): CacheUse & { readonly keys: number };
  getTtl(key: string): unknown;
  del(keys: readonly string[]): unknown;
  flushAll(): unknown;
}

/** node-cache: the oldest keys go first, since it does not note when one is used. Its statistics stay as they are. */
export function nodeCache(cache: object): CacheHandle | undefined {
  if (!hasFunctions(cache, 'getStats', 'getTtl', 'keys', 'del', 'flushAll')) return undefined;
  const store = cache as object as NodeCache;
  return {
    kind: 'node-cache',
    entries: () => store.getStats().keys,
    // Its `get` would count as a use, and copy each value.
    contents: () => contentsOf(store.data ?? {}),
    use: () => {
      const { hits, misses } = store.getStats();
      return { hits, misses };
    },
    prune: (mode) => {
      // To be asked for its time to live ends an entry whose time is up.
      for (const key of store.keys()) store.getTtl(key);
      const keys = store.keys();
      store.del(firstOf(keys, entriesToPrune(mode, keys.length)));
    },
    clear: () => {
      const { keys } = store.getStats();
      // `flushAll` would forget hits and misses, too.
      store.del(store.keys());
      return keys - store.getStats().keys;
    },
  };
}

function* contentsOf(data: Readonly<Record<string, { readonly v?: unknown }>>): Iterable<[string, unknown]> {
  for (const key in data) yield [key, data[key]?.v];
}
