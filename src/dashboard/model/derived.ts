import type { SampleField } from '../../wire/sample.ts';
import type { ChartColumn, Frame } from './frame.ts';

/** What is worked out from samples: shares of limits and of time, and how often V8 collects. */
export type DerivedField =
  | 'heapPercent'
  | 'containerPercent'
  | 'hostPercent'
  | 'collectionsPerMinute'
  | 'busyPercent'
  | 'gcMinorPercent'
  | 'gcMajorPercent';

const minuteMs = 60_000;
const fewestBuckets = 30;
const bucketsMs = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400].map(
  (seconds) => seconds * 1_000,
);

/** Fields that {@link derivedColumns} goes by. */
export const derivedFrom: readonly SampleField[] = [
  'heapUsedBytes',
  'oldUsedBytes',
  'heapLimitBytes',
  'containerUsedBytes',
  'containerLimitBytes',
  'hostUsedBytes',
  'hostTotalBytes',
  'majorCollections',
  'gcMinorMs',
  'gcMajorMs',
  'eventLoopUtilization',
];

/**
 * The derived columns of a frame, each as long as its time axis.
 *
 * @param intervalMs how long one sample stands for
 */
export function derivedColumns(
  { times, columns, range }: Frame,
  intervalMs: number,
): {
  readonly [Field in DerivedField]: ChartColumn;
} {
  const old = columns.oldUsedBytes ?? [];
  const heap = columns.heapUsedBytes ?? [];
  // A page cannot tell its old generation apart: there the whole heap stands for it, as for the capacity.
  const heapUsed = heap.map((bytes, index) => old[index] ?? bytes);
  const spanMs = range.toMs - range.fromMs;
  return {
    heapPercent: shareOf(heapUsed, columns.heapLimitBytes),
    containerPercent: shareOf(columns.containerUsedBytes, columns.containerLimitBytes),
    hostPercent: shareOf(columns.hostUsedBytes, columns.hostTotalBytes),
    busyPercent: percentOf(columns.eventLoopUtilization, 1),
    gcMinorPercent: percentOf(columns.gcMinorMs, intervalMs),
    gcMajorPercent: percentOf(columns.gcMajorMs, intervalMs),
    collectionsPerMinute: rateOf(times, columns.majorCollections ?? [], bucketFor(spanMs)),
  };
}

/** The longest of the usual lengths of which a span holds thirty. */
export function bucketFor(spanMs: number): number {
  return bucketsMs.findLast((bucket) => spanMs / bucket >= fewestBuckets) ?? (bucketsMs[0] as number);
}

function shareOf(used: ChartColumn = [], limit: ChartColumn = []): ChartColumn {
  return used.map((bytes, index) => {
    const most = limit[index];
    return bytes === null || most === null || most === undefined || most <= 0 ? null : (bytes / most) * 100;
  });
}

/** A sample that came late tells of more time than an interval; what was lost of it cannot be more than all. */
function percentOf(values: ChartColumn = [], whole: number): ChartColumn {
  return values.map((value) => (value === null ? null : Math.min(100, (value / whole) * 100)));
}

/**
 * How often a minute a count rose, the same for all rows of one bucket of time. Buckets begin at round times, so that
 * they stand still while the window moves. A bucket that is known for less than half of its time says nothing.
 */
function rateOf(times: readonly number[], counts: ChartColumn, bucketMs: number): ChartColumn {
  const rises = new Map<number, { count: number; coveredMs: number }>();
  let previous: { readonly time: number; readonly count: number } | undefined;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] as number | null;
    const time = times[index] as number;
    if (previous !== undefined && count !== null) {
      const key = Math.floor(time / bucketMs);
      const rise = rises.get(key) ?? { count: 0, coveredMs: 0 };
      rise.count += Math.max(0, count - previous.count);
      rise.coveredMs += time - previous.time;
      rises.set(key, rise);
    }
    previous = count === null ? undefined : { time, count };
  }
  return counts.map((count, index) => {
    const rise = rises.get(Math.floor((times[index] as number) / bucketMs));
    if (count === null || rise === undefined || rise.coveredMs < bucketMs / 2) return null;
    return (rise.count / rise.coveredMs) * minuteMs;
  });
}
