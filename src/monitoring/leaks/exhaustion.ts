import { forecastLimit } from '../../analysis/forecast.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { LimitKind } from '../../wire/capacity.ts';
import type { CountLimit, OutOfMemoryEstimate } from '../../wire/event.ts';
import { column } from '../../wire/sample.ts';
import { outOfMemoryOf, usableShare } from '../forecast/outOfMemory.ts';

/** Memory that growth beside the heap can still take. */
export interface MemoryRoom {
  readonly limit: LimitKind;
  /** Up to the share of the limit that can be used; 0 where that is passed. */
  readonly freeBytes: number;
}

const nearMs = 900_000;

/** Whether a limit on a number is reached, or is on the way to be within a quarter of an hour. */
export function isNear(limit: Pick<CountLimit, 'etaMs'> | undefined): boolean {
  return limit?.etaMs !== undefined && limit.etaMs < nearMs;
}

/** What is left below the limit of container or host, whichever has less left; `undefined` where neither is known. */
export function roomOf(row: ArrayLike<number>): MemoryRoom | undefined {
  const rooms = [
    roomBelow('container', row[column.containerUsedBytes]!, row[column.containerLimitBytes]!),
    roomBelow('host', row[column.hostUsedBytes]!, row[column.hostTotalBytes]!),
  ].filter((room) => room !== undefined);
  return rooms.sort((one, other) => one.freeBytes - other.freeBytes)[0];
}

/** When growth at the pace of the points has taken that room. */
export function exhaustionOf(
  { times, values }: Points,
  room: MemoryRoom,
  now: number,
): OutOfMemoryEstimate | undefined {
  const forecast = forecastLimit(times, values, (values.at(-1) ?? Number.NaN) + room.freeBytes);
  return outOfMemoryOf(forecast, room.limit, now - times.at(-1)!);
}

function roomBelow(limit: LimitKind, usedBytes: number, limitBytes: number): MemoryRoom | undefined {
  const freeBytes = Math.max(0, usableShare * limitBytes - usedBytes);
  return limitBytes > 0 && Number.isFinite(freeBytes) ? { limit, freeBytes } : undefined;
}
