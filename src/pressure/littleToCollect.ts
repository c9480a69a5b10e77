import { column } from '../wire/sample.ts';
import type { PressureReading } from './PressureGauge.ts';

/** A process that takes less than this share of the limit, and less than so many bytes, is small. */
const smallShare = 0.03;
const smallBytes = 32 * 2 ** 20;

/**
 * The most that a collection could free: garbage of the old generation, as far as the live heap is known, and all buffers;
 * `NaN` where nobody knows.
 *
 * @param liveBytes the live heap at this moment
 */
export function freeableBytes(row: ArrayLike<number>, liveBytes: number): number {
  const used = row[column.oldUsedBytes]! >= 0 ? row[column.oldUsedBytes]! : row[column.heapUsedBytes]!;
  const live = row[column.liveBytes]! >= 0 ? liveBytes : 0;
  return Math.max(0, used - live) + (row[column.externalBytes]! || 0);
}

/**
 * Whether a collection is not worth its pause, since what a container lacks is not here: in a process that is small beside it,
 * as the primary of a cluster is; or where others of a fleet share it, all of whom would stand still for it, and the garbage that there may be is not enough.
 */
export function littleToCollect(
  {
    cause,
    excessBytes,
    freeableBytes = Number.NaN,
  }: Pick<PressureReading, 'cause' | 'excessBytes' | 'freeableBytes'>,
  row: ArrayLike<number>,
  relievedByOthers: boolean,
): boolean {
  if (cause !== 'container') return false;
  const small = Math.min(smallBytes, smallShare * row[column.containerLimitBytes]!);
  const wholeBytes = row[column.heapTotalBytes]! + (row[column.externalBytes]! || 0);
  return wholeBytes <= small || (relievedByOthers && freeableBytes <= excessBytes);
}
