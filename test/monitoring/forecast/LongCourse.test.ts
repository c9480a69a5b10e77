import { describe, expect, it } from 'vitest';
import { LongCourse } from '../../../src/monitoring/forecast/LongCourse.ts';
import { OutOfMemoryWatch } from '../../../src/monitoring/forecast/OutOfMemoryWatch.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, mib } from '../simulation.ts';

const hour = 3600;

/** What is predicted of a live size after two hours. */
function predicted(liveBytes: (second: number) => number): ReturnType<OutOfMemoryWatch['predict']> {
  const series = new MinimumSeries({ size: 100, blockMs: 10_000 });
  const watch = new OutOfMemoryWatch(series);
  for (let second = 0; second <= 2 * hour; second += 20) {
    const time = epoch + second * 1000;
    series.add(time, liveBytes(second));
    watch.addSample(toRow({ time, heapLimitBytes: 4096 * mib }));
  }
  return watch.predict();
}

describe('a forecast', () => {
  it('goes by the long course where growth of now is a wave of it', () => {
    const wave = (s: number): number => 10e6 * (1 + Math.sin((2 * Math.PI * s) / 600));
    const prediction = predicted((s) => 20e6 + wave(s) + 30_000 * s);
    const hours = prediction.predicted ? prediction.etaMs / 3_600_000 : Number.NaN;
    expect(hours).toBeGreaterThan(33);
    expect(hours).toBeLessThan(40);
  });

  it('is there while a leak that pauses rests', () => {
    const pausing = (s: number): number => 200_000 * (180 * Math.floor(s / 360) + Math.min(s % 360, 180));
    const prediction = predicted((s) => 20e6 + pausing(s));
    const hours = prediction.predicted ? prediction.etaMs / 3_600_000 : Number.NaN;
    expect(hours).toBeGreaterThan(8);
    expect(hours).toBeLessThan(11);
  });

  it('goes by growth of now where that is unlike before', () => {
    const prediction = predicted((s) => 20e6 + 30_000 * s + 1_000_000 * Math.max(0, s - 2 * hour + 300));
    expect(prediction.predicted && prediction.etaMs).toBeLessThan(2 * hour * 1000);
  });
});

describe('a long course', () => {
  it('is not told of in the first half hour', () => {
    const series = new MinimumSeries({ size: 100, blockMs: 10_000 });
    const course = new LongCourse(series);
    for (let second = 0; second < 1700; second += 20) {
      series.add(epoch + second * 1000, 30_000 * second);
      course.update();
    }
    expect(course.behind(undefined, epoch, epoch + 1_700_000)).toBeUndefined();
  });
});
