import { median } from '../../analysis/robustStatistics.ts';
import { checkedFunction } from '../../configuration/checkedOptions.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { isAmount } from './isAmount.ts';
import { knownSize } from './knownSize.ts';
import type { CacheUse, ManagedCache } from './ManagedCache.ts';

/** What a cache has to have, even where it is `undefined`. */
const told = ['entries', 'bytes', 'prune'] as const;

interface Candidate {
  readonly cache: ManagedCache;
  readonly entries: number | undefined;
  readonly bytes: number | undefined;
  readonly hits: number | undefined;
}

/**
 * The caches in the order in which to prune them: those first whose pruning frees the most bytes for each hit that is lost.
 *
 * The hits that a share of a cache would have had are taken to be that share of the hits it had, so that bytes per lost hit
 * are its bytes over its hits: too few for LRU and LFU, whose least valuable quarter has less than a quarter of the hits,
 * but for all of them alike. A cache without any hit comes first, the largest before the others. What a cache does not tell
 * is taken to be as with the median of those that do: bytes by entry, hits by entry. Where nobody tells, it goes by size.
 *
 * @throws TidemarkError `INVALID_OPTION` where they are no list of caches
 * @param since hits and misses of a cache at an earlier time, from which on hits count; all of them without it
 */
export function pruneOrder(
  caches: readonly ManagedCache[],
  since: (cache: ManagedCache) => CacheUse | undefined = () => undefined,
): ManagedCache[] {
  if (!Array.isArray(caches) || caches.some((each) => typeof each !== 'object' || each === null)) {
    throw invalidOption('caches', 'a list of caches under management', caches);
  }
  for (const [index, each] of caches.entries()) checkedCache(`caches[${index}]`, each);
  checkedFunction('since', since);
  const candidates = caches.map((cache) => candidateOf(cache, since(cache)));
  const bytesPerEntry = medianOf(candidates, ({ bytes, entries }) => ratio(bytes, entries)) ?? 1;
  const hitsPerEntry = medianOf(candidates, ({ hits, entries }) => ratio(hits, entries)) ?? 0;
  return candidates
    .map(({ cache, entries, bytes, hits }) => {
      const size = bytes ?? (entries ?? 0) * bytesPerEntry;
      const lost = hits ?? (entries ?? 0) * hitsPerEntry;
      return { cache, size, bytesPerHit: size === 0 ? 0 : size / lost };
    })
    .sort((one, other) => descending(one.bytesPerHit, other.bytesPerHit) || descending(one.size, other.size))
    .map(({ cache }) => cache);
}

function candidateOf(cache: ManagedCache, before: CacheUse | undefined): Candidate {
  const { entries, bytes, use } = knownOf(cache);
  // A cache whose counters were set back begins anew.
  const hitsBefore = isAmount(before?.hits) ? before.hits : 0;
  const hits = use && (hitsBefore <= use.hits ? use.hits - hitsBefore : use.hits);
  return { cache, entries, bytes, hits };
}

/** A cache that is managed as it is may be anybody's, and say anything. */
function knownOf(cache: ManagedCache): Partial<Pick<ManagedCache, 'entries' | 'bytes' | 'use'>> {
  try {
    const { use } = cache;
    return { ...knownSize(cache), use: isAmount(use?.hits) ? use : undefined };
  } catch {
    return {};
  }
}

/**
 * What tells nothing of itself has no place in an order: an adapter tells it, or says why it cannot.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
function checkedCache(option: string, cache: object): void {
  // Asked for its value, a getter may throw: what is said, or is not, is seen later.
  if (told.every((name) => name in cache)) return;
  const rule =
    'a cache with entries, bytes and prune(mode), such as a UnifiedCache or what adapterFor() makes of others';
  throw invalidOption(option, rule, cache);
}

function ratio(amount: number | undefined, entries: number | undefined): number | undefined {
  return amount === undefined || entries === undefined || entries === 0 ? undefined : amount / entries;
}

function medianOf(
  candidates: readonly Candidate[],
  value: (candidate: Candidate) => number | undefined,
): number | undefined {
  const known = candidates.map(value).filter((each) => each !== undefined);
  return known.length === 0 ? undefined : median(known);
}

/** Two infinite ones are equal. */
function descending(one: number, other: number): number {
  return one === other ? 0 : other > one ? 1 : -1;
}
