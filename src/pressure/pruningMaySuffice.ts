/** What decides whether load has to be shed yet. */
export interface PruningProspect {
  /** Whether caches, pools or holders have anything to let go of. */
  readonly prunable: boolean;
  /** Applications of the critical strategy in a row that are not known to have freed anything. */
  readonly fruitless: number;
  /** The largest used share of a limit. */
  readonly share: number;
}

/** From here on there is no time to find out. */
const fullShare = 0.95;

/**
 * Whether pruning may be enough, so that no load has to be shed yet: a cache that has to fill again costs less than requests
 * that are refused. Not where there is nothing to prune, where that has freed nothing the last time, or at the end.
 */
export function pruningMaySuffice({ prunable, fruitless, share }: PruningProspect): boolean {
  return prunable && fruitless === 0 && share < fullShare;
}
