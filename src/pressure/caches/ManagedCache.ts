/**
 * How hard a cache is pruned, as `automaticResponse.cachePruning` says it. `normal`: what has expired, then a quarter
 * of the entries that are left, least valuable first. `aggressive`: what has expired, then three quarters.
 */
export type PruneMode = 'normal' | 'aggressive';

/** What a pruning let go of. */
export interface PruneOutcome {
  /** Undefined where nobody knows: memoizers do not tell what they hold. */
  readonly entries: number | undefined;
  /** Estimated; undefined where nobody knows. */
  readonly bytes: number | undefined;
  /** What the cache threw or why it could not be pruned; what it let go of before counts nevertheless. */
  readonly failure?: string | undefined;
}

/** Hits and misses since the start; undefined where the cache does not tell. */
export interface CacheUse {
  readonly hits: number;
  readonly misses: number;
}

/** A cache as the pressure manager sees it. No method throws. */
export interface ManagedCache {
  readonly name: string;
  /** What it is, for people: `lru-cache`. @default 'cache' */
  readonly kind?: string | undefined;
  /** How many entries it holds now; undefined where nobody knows. */
  readonly entries: number | undefined;
  /** Bytes it holds, estimated; undefined where nobody knows. */
  readonly bytes: number | undefined;
  readonly use: CacheUse | undefined;
  /**
   * Lets go of what has expired, and of a share of the rest, least valuable first. A promise is waited for, and resolves
   * when that is done.
   */
  prune(mode: PruneMode): PruneOutcome | Promise<PruneOutcome>;
  /** Lets go of everything. */
  clear(): PruneOutcome | Promise<PruneOutcome>;
}
