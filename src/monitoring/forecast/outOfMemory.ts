import { type LimitForecast, longestForecastMs, type NoForecast } from '../../analysis/forecast.ts';
import type { LimitKind } from '../../wire/capacity.ts';
import type { OutOfMemoryEstimate } from '../../wire/event.ts';

/** Death comes slightly before the limit: what is projected onto is this share of it. */
export const usableShare = 0.97;

/** When memory will run out, or why that cannot be said. Milliseconds from now. */
export type OutOfMemoryPrediction =
  | ({
      readonly predicted: true;
      /** One sentence: what was projected. */
      readonly basis: string;
      /**
       * Where memory rises within a range from which it has come back before: the peak it came back from, in bytes. No alarm
       * is told then, and the estimate holds only if it does not come back this time.
       */
      readonly returnedFromBytes?: number;
    } & OutOfMemoryEstimate)
  | {
      readonly predicted: false;
      /** One sentence. */
      readonly reason: string;
    };

/** A forecast as of now, `agoMs` after its last point; `undefined` where the limit is not reached. */
export function outOfMemoryOf(
  forecast: LimitForecast | NoForecast,
  limit: LimitKind,
  agoMs: number,
): OutOfMemoryEstimate | undefined {
  if (!forecast.reaches) return undefined;
  const fromNow = (ms: number): number => Math.max(0, ms - agoMs);
  return {
    etaMs: fromNow(forecast.etaMs),
    lowMs: fromNow(forecast.lowMs),
    highMs: forecast.highMs > longestForecastMs ? undefined : fromNow(forecast.highMs),
    limit,
  };
}
