import type { ThresholdMetric } from '../wire/event.ts';

const mebibyte = 2 ** 20;
/** Two new spaces of the size that V8 lets them grow to in Node 20 and 22. */
const twoNewSpacesBytes = 32 * mebibyte;
/** Below this share of the limit V8 does not give up, however little its collections free. */
const giveUpShare = 0.8;

/**
 * Bytes of a limit that can be used, rather than be reached: of the old generation's less than all, of others all.
 *
 * After each major collection V8 lets the old generation grow half way to its limit, and begins to mark again as soon as
 * that leaves less than a new space. So it marks without end once less than two new spaces are left; and where four such
 * collections in a row leave the program less than 40 % of the time, which takes only a crowded machine, it gives up
 * ("Ineffective mark-compacts near heap limit") if more than 80 % of the limit is in use.
 * Source: V8's `Heap::IncrementalMarkingLimitReached`, `MemoryController::CalculateAllocationLimit` and
 * `Heap::CheckIneffectiveMarkCompact`; with `--max-old-space-size=200`, on two cores that six such processes shared,
 * three of six ended at 170 to 172 MB.
 */
export function usableBytes(metric: ThresholdMetric, limitBytes: number): number {
  if (metric !== 'heap') return limitBytes;
  return Math.max(giveUpShare * limitBytes, limitBytes - twoNewSpacesBytes);
}
