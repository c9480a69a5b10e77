import type { CacheUse } from '../ManagedCache.ts';
import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf, hasFunctions, hasNumbers } from './CacheHandle.ts';

interface Statistics extends CacheUse {
  readonly enabled: boolean;
}

interface CacheableMemory {
  readonly size: number;
  /** To read it drops what has expired. */
  readonly keys: Iterable<string>;
  readonly store: readonly Map<string, { readonly value?: unknown }>[];
  readonly stats?: Statistics;
  delete(key: string): unknown;
  clear(): unknown;
}

/**
 * CacheableMemory of cacheable: it keeps its entries in several Maps, by hash. Of each the oldest go, which are the oldest
 * of all but for chance.
 */
export function cacheableMemory(cache: object): CacheHandle | undefined {
  if (!hasFunctions(cache, 'delete', 'clear', 'getRaw') || !hasNumbers(cache, 'size')) return undefined;
  const memory = cache as object as CacheableMemory;
  if (!Array.isArray(memory.store) || !memory.store.every((each) => each instanceof Map)) return undefined;
  return {
    kind: 'cacheable',
    entries: () => memory.size,
    contents: () => contentsOf(memory.store),
    use: () => countedUse(memory.stats),
    prune: (mode) => {
      void memory.keys;
      let left = entriesToPrune(mode, memory.size);
      const share = left / memory.size;
      for (const part of memory.store) {
        const keys = firstOf(part.keys(), Math.min(left, Math.ceil(share * part.size)));
        for (const key of keys) memory.delete(key);
        left -= keys.length;
      }
    },
    clear: () => void memory.clear(),
  };
}

/** Hits and misses, where they are counted; Keyv and cacheable count them only on demand. */
export function countedUse(stats: unknown): CacheUse | undefined {
  const counted = stats as Partial<Statistics> | null | undefined;
  if (counted?.enabled !== true || counted.hits === undefined || counted.misses === undefined)
    return undefined;
  return { hits: counted.hits, misses: counted.misses };
}

function* contentsOf(
  parts: readonly Map<string, { readonly value?: unknown }>[],
): Iterable<readonly [string, unknown]> {
  for (const part of parts) yield* part;
}
