import { type CacheHandle, hasFunctions } from './CacheHandle.ts';

const counts = ['size', 'length', 'itemCount', 'count', 'entries'] as const;

/**
 * Whatever has `prune` or `clear`. `prune(mode)` is called as it is; what can only be cleared is cleared when pruning is
 * aggressive, and let alone when it is normal.
 */
export function anyCache(cache: object, kind = 'cache'): CacheHandle | undefined {
  const canPrune = hasFunctions(cache, 'prune');
  const canClear = hasFunctions(cache, 'clear');
  if (!canPrune && !canClear) return undefined;
  const clear = () => (canClear ? cache.clear() : canPrune ? cache.prune('aggressive') : undefined);
  return {
    kind,
    entries: () => entriesOf(cache),
    prune: (mode) => {
      if (!canPrune) return mode === 'aggressive' ? clear() : 0;
      const told = cache.prune(mode);
      // Where entries can be counted, a number may mean anything.
      return typeof told === 'number' && entriesOf(cache) !== undefined ? undefined : told;
    },
    clear,
  };
}

function entriesOf(cache: object): number | undefined {
  for (const name of counts) {
    const count = (cache as Record<string, unknown>)[name];
    // The length of a function is that of its parameters.
    if (typeof count === 'number' && !(name === 'length' && typeof cache === 'function')) return count;
  }
  return undefined;
}
