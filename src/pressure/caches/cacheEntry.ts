import type { CacheEntry } from '../../wire/call.ts';
import { knownSize } from './knownSize.ts';
import type { CacheUse, ManagedCache } from './ManagedCache.ts';

type Entry = Omit<CacheEntry, 'goingEntries' | 'goingBytes'>;

const megabyte = 1024 ** 2;

/**
 * What can be told of a cache, whatever that does when it is looked at.
 *
 * @param before its use at the last pruning: hits since then tell what a megabyte of it is worth now
 */
export function cacheEntry(cache: ManagedCache, before: CacheUse | undefined): Entry {
  const { entries, bytes } = knownSize(cache);
  const use = useOf(cache);
  // A cache whose counters were set back begins anew.
  const isOn = use !== undefined && before !== undefined && before.hits <= use.hits;
  const hits = use && (isOn ? use.hits - before.hits : use.hits);
  return {
    name: String(cache.name),
    kind: cache.kind ?? 'cache',
    entries,
    bytes,
    hits: use?.hits,
    misses: use?.misses,
    hitsPerMegabyte: hits === undefined || !bytes ? undefined : (hits * megabyte) / bytes,
  };
}

/** What can be told of a pool, or of a declared holder. */
export function otherEntry(
  name: string,
  kind: string,
  holder?: { readonly entries: () => number; readonly bytes?: (() => number) | undefined },
): Entry {
  const { entries, bytes } = knownSize({
    get entries() {
      return holder?.entries();
    },
    get bytes() {
      return holder?.bytes?.();
    },
  });
  return { name, kind, entries, bytes, hits: undefined, misses: undefined, hitsPerMegabyte: undefined };
}

function useOf(cache: ManagedCache): CacheUse | undefined {
  try {
    return cache.use;
  } catch {
    return undefined;
  }
}
