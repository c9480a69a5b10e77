import { median } from '../../analysis/robustStatistics.ts';
import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';

const risingReadings = 4;
const longestMs = 300_000;
const leastBytes = 128 * 1024;
const rateShare = 0.5;
const noiseRatio = 3;

/**
 * Whether the last four readings rise, one after the other, by more than readings usually differ: far too little for a
 * word, and enough to begin to sample allocations.
 */
export function hintsAtGrowth(
  series: MinimumSeries,
  fromMs: number,
  now: number,
  { rateBytesPerSecond }: GrowthCriteria,
): boolean {
  const { times, values } = series.between(fromMs, now);
  const first = times.length - risingReadings;
  if (first < 0 || now - times[first]! > longestMs) return false;
  for (let index = first + 1; index < values.length; index++) {
    if (!(values[index]! > values[index - 1]!)) return false;
  }
  const grown = values.at(-1)! - values[first]!;
  const seconds = (times.at(-1)! - times[first]!) / 1000;
  if (grown < Math.max(leastBytes, rateShare * rateBytesPerSecond * seconds)) return false;
  const differences = values.slice(1, first + 1).map((value, index) => Math.abs(value - values[index]!));
  return grown > noiseRatio * (median(differences) || 0);
}
