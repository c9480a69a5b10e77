import { anyCache } from './anyCache.ts';
import type { CacheHandle } from './CacheHandle.ts';

/**
 * A memoized function. Those of lodash have their cache in `cache`, those of memoizee can be cleared; those of memoize, mem
 * and p-memoize tell nothing.
 *
 * @param adapted finds the adapter of a cache that the function shows
 */
export function memoizer(
  memoized: object,
  adapted: (cache: object) => CacheHandle | string | undefined,
): CacheHandle | string | undefined {
  if (typeof memoized !== 'function') return undefined;
  const { cache } = memoized as { readonly cache?: unknown };
  const inside = typeof cache === 'object' && cache !== null ? adapted(cache) : undefined;
  if (inside !== undefined && typeof inside !== 'string') return { ...inside, kind: 'memoized' };
  return (
    anyCache(memoized, 'memoized') ??
    inside ??
    'The function shows no cache: hand over the one that the memoizer was given, as in memoize(fn, { cache: new Map() }).'
  );
}
