import type { OutOfMemoryPrediction } from '../monitoring/forecast/outOfMemory.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { isWithdrawn, latestForecast, leftOf } from '../wire/forecast.ts';
import { clockTime } from './words/clockTime.ts';

/** Why there is no forecast where others would have made it. Nobody has looked whether one could be made. */
export const noneTold = 'none was told so far';

/** The last forecast that was told up to a time, counted from then on; epoch milliseconds. */
export function toldPrediction(events: readonly MemoryEvent[], time: number): OutOfMemoryPrediction {
  const past = events.filter((event) => event.time <= time);
  const forecast = latestForecast(past);
  if (forecast === undefined || isWithdrawn(forecast, past)) {
    return { predicted: false, reason: noneTold };
  }
  const { madeAt, estimate } = forecast;
  return {
    predicted: true,
    ...leftOf(estimate, time - madeAt),
    basis: `Told at ${clockTime(madeAt, time)(madeAt)} as ${durationInWords(estimate.etaMs)}.`,
  };
}
