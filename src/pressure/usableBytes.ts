import type { ThresholdMetric } from '../wire/event.ts';

const mebibyte = 2 ** 20;
/** Two new spaces of the size that V8 lets them grow to in Node 20 and 22. */
const twoNewSpacesBytes = 32 * mebibyte;
/** Of a small heap V8 may give up from this share of the limit on. */
const giveUpShare = 0.75;

/**
 * Bytes of a limit that can be used, rather than be reached: of the old generation's less than all, of others all.
 *
 * After each major collection V8 lets the old generation grow half way to its limit, and begins to mark again as soon as
 * that leaves less than a new space. So it marks without end once less than two new spaces are left; and where four such
 * collections in a row leave the program less than 40 % of the time, which takes only a crowded machine, it gives up
 * ("Ineffective mark-compacts near heap limit") if more than 80 % of the limit is in use. Sooner than that, small heaps reach
 * the limit itself: what counts against it are pages, with what is left over on them, and a new space that may have to move
 * in. Arrays of 96 KB, of which a page of 256 KB takes two, ended at 47 to 49 MB of 64, 70 to 73 of 96, 94 to 97 of 128,
 * three quarters, on Node 20, 22 and 24; arrays of a megabyte at 55 to 57, 83 to 86 and 112 to 114. Such arrays end larger
 * heaps at three quarters, too, which is not foreseen here.
 * Source: V8's `Heap::IncrementalMarkingLimitReached`, `MemoryController::CalculateAllocationLimit` and
 * `Heap::CheckIneffectiveMarkCompact`; with `--max-old-space-size=200`, on two cores that six such processes shared,
 * three of six ended at 170 to 172 MB.
 */
export function usableBytes(metric: ThresholdMetric, limitBytes: number): number {
  if (metric !== 'heap') return limitBytes;
  return Math.max(giveUpShare * limitBytes, limitBytes - twoNewSpacesBytes);
}
