import { entriesToPrune } from '../pruneShare.ts';
import { type CacheHandle, firstOf, hasFunctions, hasNumbers } from './CacheHandle.ts';

interface QuickLru {
  readonly size: number;
  entriesAscending(): Iterable<readonly [unknown, unknown]>;
  delete(key: unknown): boolean;
  evict?(count: number): unknown;
  clear(): unknown;
}

/**
 * quick-lru, which has `entriesAscending` since 5.1. It holds up to twice the entries that its `size` tells, so that those
 * which go are counted here.
 */
export function quickLru(cache: object): CacheHandle | undefined {
  if (!hasFunctions(cache, 'entriesAscending', 'peek', 'delete', 'clear')) return undefined;
  if (!hasNumbers(cache, 'maxSize', 'size')) return undefined;
  const lru = cache as object as QuickLru;
  const held = () => [...lru.entriesAscending()];
  return {
    kind: 'quick-lru',
    entries: () => lru.size,
    contents: () => lru.entriesAscending(),
    prune: (mode) => {
      const { size } = lru;
      // To iterate drops what has expired.
      const entries = held();
      const count = entriesToPrune(mode, entries.length);
      // It tells `onEviction`; the last entry it keeps.
      if (lru.evict !== undefined) lru.evict(count);
      else for (const [key] of firstOf(entries, count)) lru.delete(key);
      return entries.length - held().length + Math.max(0, size - entries.length);
    },
    clear: () => {
      const count = held().length;
      lru.clear();
      return count;
    },
  };
}
