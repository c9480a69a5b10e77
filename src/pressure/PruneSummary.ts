/** What pruning let go of, by the account of those who were asked: nothing of it is measured. */
export interface PruneSummary {
  /** Entries of caches and holders, and members of pools: counted before and after where they can be, else as they say. */
  readonly entries: number;
  /** Bytes that caches say they have let go of, never more than is in use; `undefined` where none of them says so. */
  readonly claimedBytes: number | undefined;
  /** Those that let go of something, or may have. */
  readonly pruned: readonly string[];
  /** Those of them that neither show nor say what; absent where there are none. */
  readonly unknown?: readonly string[] | undefined;
  /** Those that have not been done in time. What they do later counts no more. */
  readonly unfinished: readonly string[];
  /** Those that could not be pruned, and why. */
  readonly failed: readonly string[];
}

/** What a pruning would let go of, of one cache, pool or holder; `undefined` where nobody knows. */
export interface PlannedPruning {
  readonly name: string;
  readonly entries: number | undefined;
  /** Estimated. */
  readonly bytes: number | undefined;
}

/** Nothing was asked of anybody. */
export const nothingPruned: PruneSummary = {
  entries: 0,
  claimedBytes: undefined,
  pruned: [],
  unfinished: [],
  failed: [],
};
