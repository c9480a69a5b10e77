import { capacityOf, type LimitKind } from '../../wire/capacity.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import { type Forecast, standingForecast } from '../../wire/forecast.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { column } from '../../wire/sample.ts';

/** Where memory is going: from what is used now to the limit, between two times; in epoch milliseconds and bytes. */
export interface ForecastBand {
  readonly limit: LimitKind;
  readonly nowMs: number;
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly etaMs: number;
  readonly earliestMs: number;
  /** `Infinity` where the limit may never be reached. */
  readonly latestMs: number;
}

/** How much of what is shown is kept free for the future while there is a forecast. */
export const futureShare = 0.2;

/**
 * The band of a forecast from the newest sample on; of the heap from its live size, since garbage comes and goes.
 * `undefined` where the sample does not tell of that limit.
 */
export function forecastBand(
  { madeAt, estimate }: Forecast,
  row: ArrayLike<number>,
): ForecastBand | undefined {
  const limit = capacityOf(row).limits.find(({ kind }) => kind === estimate.limit);
  if (limit === undefined) return undefined;
  const live = row[column.liveBytes] as number;
  return {
    limit: limit.kind,
    nowMs: row[column.time] as number,
    usedBytes: limit.kind === 'heap' && live > 0 ? live : limit.usedBytes,
    limitBytes: limit.limitBytes,
    etaMs: madeAt + estimate.etaMs,
    earliestMs: madeAt + estimate.lowMs,
    latestMs: madeAt + (estimate.highMs ?? Number.POSITIVE_INFINITY),
  };
}

/** The band of the forecast that stands for a process; none for the dead. */
export function bandFor(
  process: ProcessSummary | undefined,
  events: readonly MemoryEvent[],
  row: ArrayLike<number>,
): ForecastBand | undefined {
  if (process?.state === 'gone') return undefined;
  const forecast = standingForecast(events, row[column.time] ?? Number.NaN);
  return forecast && forecastBand(forecast, row);
}

/** A value at a time, on the straight way from what is used now to the limit, which is reached at `endMs`. */
export function onTheWay(
  way: { readonly nowMs: number; readonly used: number; readonly limit: number; readonly endMs: number },
  timeMs: number,
): number {
  const { nowMs, used, limit, endMs } = way;
  if (timeMs <= nowMs) return used;
  const gone = endMs <= nowMs ? 1 : Math.min(1, (timeMs - nowMs) / (endMs - nowMs));
  return used + (limit - used) * gone;
}
