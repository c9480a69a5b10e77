/**
 * How hard a cache is pruned, as `automaticResponse.cachePruning` says it. `normal`: what has expired, then a quarter
 * of the entries that are left, least valuable first. `aggressive`: what has expired, then three quarters.
 */
export type PruneMode = 'normal' | 'aggressive';

/** What a pruning let go of. */
export interface PruneOutcome {
  readonly entries: number;
  /** Estimated; undefined where nobody knows. */
  readonly bytes: number | undefined;
}

/** Hits and misses since the start; undefined where the cache does not tell. */
export interface CacheUse {
  readonly hits: number;
  readonly misses: number;
}

/** A cache as the pressure manager sees it. No method throws. */
export interface ManagedCache {
  readonly name: string;
  /** How many entries it holds now. */
  readonly entries: number;
  /** Bytes it holds, estimated; undefined where nobody knows. */
  readonly bytes: number | undefined;
  readonly use: CacheUse | undefined;
  /** Lets go of what has expired, and of a share of the rest, least valuable first. */
  prune(mode: PruneMode): PruneOutcome;
  /** Lets go of everything. */
  clear(): PruneOutcome;
}
