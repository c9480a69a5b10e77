/** What decides whether load has to be shed yet. */
export interface FreeingProspect {
  /** Whether caches, pools or holders have anything to let go of. */
  readonly prunable: boolean;
  /** Whether a collection alone would end the pressure, as far as is known. */
  readonly collectible: boolean;
  /** Applications of the critical strategy in a row that are not known to have freed anything. */
  readonly fruitless: number;
  /** Whether the critical strategy is applied at this moment. */
  readonly applied: boolean;
  /** The largest used share of a limit. */
  readonly share: number;
}

/** From here on there is no time to find out, unless that is done at this moment. */
const fullShare = 0.95;

/**
 * Whether pruning, or a collection, may be enough, so that no load has to be shed yet: a cache that has to fill again, or a
 * pause, costs less than requests that are refused. Not where there is nothing to prune and little garbage, where the last
 * application has freed nothing, or at the end: there only while garbage is being collected.
 */
export function freeingMaySuffice(prospect: FreeingProspect): boolean {
  const { prunable, collectible, fruitless, applied, share } = prospect;
  if (fruitless > 0) return false;
  if (share < fullShare) return prunable || collectible;
  // Nothing is allocated while garbage is collected, and what that has freed is known right after it.
  return collectible && applied;
}
