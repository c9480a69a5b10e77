import type { ThresholdMetric } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';

/** The metrics in the order in which they are looked at. */
export const thresholdMetrics: readonly ThresholdMetric[] = ['heap', 'rss', 'container', 'host'];

/** The bytes that a metric compares with its thresholds; `NaN` where the sample does not tell. */
export function usedBytesOf(metric: ThresholdMetric, row: ArrayLike<number>): number {
  switch (metric) {
    case 'heap':
      return heapInUse(row);
    case 'rss':
      return row[column.rssBytes]!;
    case 'container':
      return row[column.containerUsedBytes]!;
    case 'host':
      return row[column.hostUsedBytes]!;
  }
}

/** The limit that a share is a share of; `NaN` where there is none. */
export function limitBytesOf(metric: ThresholdMetric, row: ArrayLike<number>): number {
  switch (metric) {
    case 'heap':
      return row[column.heapLimitBytes]!;
    case 'rss':
      return row[column.containerLimitBytes]! > 0
        ? row[column.containerLimitBytes]!
        : row[column.hostTotalBytes]!;
    case 'container':
      return row[column.containerLimitBytes]!;
    case 'host':
      return row[column.hostTotalBytes]!;
  }
}

/**
 * What the heap holds that a collection would not free, as well as it can be known between two collections.
 *
 * Used bytes count garbage, and V8 lets garbage grow on purpose: the next major collection is due when the old
 * generation reaches at most half way from the live size to the limit. A healthy process with 40 % live touches 70 %
 * before every collection, so a threshold on used bytes would fire for nothing. Therefore:
 * - The live size of the last reading is compared.
 * - A reading may be out of date (the event loop was blocked, so that its callback could not run). But V8 cannot have
 *   let the old generation grow to `used` unless the live size was at least `2 used - limit`: the same rule read
 *   backwards. Whichever is larger counts, so that a heap filling up between two readings is still seen.
 * - Before the first reading, and where a source has none, used bytes are all there is.
 */
function heapInUse(row: ArrayLike<number>): number {
  const used = row[column.oldUsedBytes]! >= 0 ? row[column.oldUsedBytes]! : row[column.heapUsedBytes]!;
  const live = row[column.liveBytes]!;
  const limit = row[column.heapLimitBytes]!;
  if (!(live >= 0)) return used;
  return limit > 0 ? Math.max(live, 2 * used - limit) : live;
}
