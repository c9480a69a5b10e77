import { sustainedRun } from '../../../src/monitoring/growthRun.ts';
import type { LeakSensitivity } from '../../../src/monitoring/leakCriteria.ts';
import type { GrowthSeries } from '../../../src/monitoring/leaks/GrowthSeries.ts';
import { type MemorySample, toRow } from '../../../src/wire/sample.ts';
import { epoch } from '../simulation.ts';

/** What a process tells of itself at some second of its life. */
export type Story = (second: number) => Partial<MemorySample>;

/** Shows a series a process: a sample each 5 s, a major collection each 35 s, half a second before a sample. */
export function tell(series: GrowthSeries, story: Story, toSecond: number, fromSecond = 0): void {
  for (let second = fromSecond; second <= toSecond; second += 5) {
    const sample = story(second);
    if (second % 35 === 20) {
      series.addReading({
        time: epoch + second * 1000 - 500,
        liveBytes: 0,
        externalBytes: sample.externalBytes ?? Number.NaN,
        majorCollections: 1,
      });
    }
    series.addSample(toRow({ time: epoch + second * 1000, ...sample }));
  }
}

/** Bytes per second by which the series grows in a sustained way; `undefined` where it does not. */
export function sustainedRate(
  series: GrowthSeries,
  second: number,
  sensitivity: LeakSensitivity = 'medium',
): number | undefined {
  const run = sustainedRun(series.readings, {
    fromMs: epoch + 90_000,
    toMs: epoch + second * 1000,
    shortestMs: 150_000,
    shortestSpanMs: 90_000,
    criteria: series.criteria[sensitivity],
  });
  return run?.test.rateBytesPerSecond;
}
