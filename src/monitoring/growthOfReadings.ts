import { type GrowthPattern, growthPatternOf } from '../analysis/growthPattern.ts';
import { invalidOption } from '../TidemarkError.ts';
import type { MinimumSeries } from './MinimumSeries.ts';

/** How the live size has been growing over readings. @throws TidemarkError `INVALID_OPTION` for any other counter */
export function growthOfReadings(readings: MinimumSeries, field: 'liveBytes'): GrowthPattern {
  if (field !== 'liveBytes') {
    throw invalidOption(
      'field',
      '"liveBytes": of other counters new MemoryAnalyzer(monitor.history) tells',
      field,
    );
  }
  const { times, values } = readings.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return growthPatternOf(times, values);
}
