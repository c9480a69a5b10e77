import { column } from './sample.ts';

/** What can run out: the old generation, the container's memory, the host's memory. */
export type LimitKind = 'heap' | 'container' | 'host';

/** One limit and how much of it is used. */
export interface MemoryLimit {
  readonly kind: LimitKind;
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** `usedBytes / limitBytes`. */
  readonly ratio: number;
}

/** All limits known, and the one that kills first. */
export interface Capacity {
  readonly limits: readonly MemoryLimit[];
  /** The limit with the fewest bytes left; `undefined` where the platform tells of none. */
  readonly binding: MemoryLimit | undefined;
}

const columnsOfLimits: readonly (readonly [LimitKind, number, number])[] = [
  ['heap', column.oldUsedBytes, column.heapLimitBytes],
  ['container', column.containerUsedBytes, column.containerLimitBytes],
  ['host', column.hostUsedBytes, column.hostTotalBytes],
];

/**
 * The limits that a sample tells of: old generation against its real limit, container usage against the container's
 * limit, host memory in use against all of it. The one with the fewest bytes left binds; with equally few, the
 * narrower one. A page cannot tell its old generation apart: there the whole heap in use stands for it.
 */
export function capacityOf(row: ArrayLike<number>): Capacity {
  const limits: MemoryLimit[] = [];
  for (const [kind, used, limit] of columnsOfLimits) {
    const usedBytes = knownBytes(row, used);
    const limitBytes = row[limit] ?? Number.NaN;
    if (usedBytes >= 0 && limitBytes > 0) {
      limits.push({ kind, usedBytes, limitBytes, ratio: usedBytes / limitBytes });
    }
  }
  let binding = limits[0];
  for (const limit of limits) if (binding && bytesLeft(limit) < bytesLeft(binding)) binding = limit;
  return { limits, binding };
}

function knownBytes(row: ArrayLike<number>, used: number): number {
  const bytes = row[used] ?? Number.NaN;
  return used === column.oldUsedBytes && Number.isNaN(bytes) ? (row[column.heapUsedBytes] ?? bytes) : bytes;
}

/** Bytes that may still be used before the limit kills; below 0 where it is exceeded. */
function bytesLeft(limit: MemoryLimit): number {
  return limit.limitBytes - limit.usedBytes;
}
