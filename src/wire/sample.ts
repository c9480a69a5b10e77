/**
 * The counters of one sample, in the order in which rows, recordings and the wire hold them.
 * Bytes, epoch milliseconds, percent, counts. The order is part of the protocol: append, never reorder.
 *
 * Heap spaces are folded into seven that every V8 has had, so that charts do not depend on its version: `new`
 * holds new and new large objects, `code` code and large code, `trusted` and `shared` likewise.
 */
export const sampleFields = [
  'time',
  'heapUsedBytes',
  'heapTotalBytes',
  'heapLimitBytes',
  'oldUsedBytes',
  'liveBytes',
  'externalBytes',
  'arrayBufferBytes',
  'mallocedBytes',
  'rssBytes',
  'containerUsedBytes',
  'containerLimitBytes',
  'hostUsedBytes',
  'hostTotalBytes',
  'stallPercent',
  'majorCollections',
  'newSpaceBytes',
  'oldSpaceBytes',
  'largeObjectSpaceBytes',
  'codeSpaceBytes',
  'trustedSpaceBytes',
  'sharedSpaceBytes',
  'readOnlySpaceBytes',
  'gcMinorMs',
  'gcMajorMs',
  'eventLoopUtilization',
  'eventLoopDelayMs',
] as const;

/** The name of one counter. */
export type SampleField = (typeof sampleFields)[number];

/** The place of each counter in a row: `row[column.rssBytes]`. */
export const column: { readonly [Field in SampleField]: number } = Object.fromEntries(
  sampleFields.map((field, index) => [field, index]),
) as { [Field in SampleField]: number };

/** One sample as numbers in the order of {@link sampleFields}; `NaN` where the platform cannot tell. */
export type SampleRow = Float64Array;

/**
 * One reading of all counters at one instant. What the platform cannot tell is `undefined`, never 0.
 *
 * - `time` epoch milliseconds, never going back within one history.
 * - `heapLimitBytes` the old generation's real limit, what `oldUsedBytes` dies of; not V8's `heap_size_limit`.
 * - `oldUsedBytes` bytes in use in every heap space but the new ones.
 * - `liveBytes` live size: old-generation bytes in use right after the last major collection.
 * - `containerUsedBytes` what the container is charged with, less the file cache that the kernel would drop first.
 * - `hostUsedBytes` host memory that is not available.
 * - `stallPercent` share of the last 10 s in which some task waited for memory (PSI `some avg10`).
 * - `majorCollections` count of major collections seen since sampling began.
 * - `gcMinorMs`, `gcMajorMs` time that the thread has stood still for minor and for major collections since the sample before.
 * - `eventLoopUtilization` share of the time since then in which the event loop had something to do, 0 to 1.
 * - `eventLoopDelayMs` how much later than ordered the timer of this sample has fired.
 */
export type MemorySample = { readonly time: number } & {
  readonly [Field in Exclude<SampleField, 'time'>]: number | undefined;
};

/** What a machine counts bytes, times and collections up to, and numbers count exactly. */
const mostOfReadings = Number.MAX_SAFE_INTEGER;
/** What stands for no limit at all may be as high as 64 bits can say. */
const mostOfLimits = 2 ** 64;

/** The highest that a counter can be on any machine: what is beyond, or below 0, was never read. */
export function highestOf(field: SampleField): number {
  return field.endsWith('LimitBytes') ? mostOfLimits : mostOfReadings;
}

/** A row as an object. */
export function toSample(row: ArrayLike<number>): MemorySample {
  const sample: Record<string, number | undefined> = {};
  for (let index = 0; index < sampleFields.length; index++) {
    const value = row[index];
    sample[sampleFields[index] as string] = value === undefined || Number.isNaN(value) ? undefined : value;
  }
  return sample as MemorySample;
}

/** A sample as a new row, or into the given one. */
export function toRow(
  sample: Partial<MemorySample>,
  row: SampleRow = new Float64Array(sampleFields.length),
): SampleRow {
  for (let index = 0; index < sampleFields.length; index++) {
    row[index] = sample[sampleFields[index] as SampleField] ?? Number.NaN;
  }
  return row;
}
