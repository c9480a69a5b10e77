import { describe, expect, it } from 'vitest';
import { testSustainedGrowth } from '../../../src/analysis/sustainedGrowth.ts';
import { leakCriteria } from '../../../src/monitoring/leakCriteria.ts';
import { ModuleLoading } from '../../../src/monitoring/leaks/ModuleLoading.ts';
import { epoch, kib } from '../simulation.ts';

/** Modules loaded until some second of a process that has been up since 0. */
type Loaded = (second: number) => number;

const evenly =
  (perSecond: number, from = 0, to = Number.POSITIVE_INFINITY): Loaded =>
  (second) =>
    50 + Math.floor(perSecond * (Math.min(Math.max(second, from), to) - from));

/** Growth from one second to another, which ends before if told so. */
interface Growing {
  readonly from: number;
  readonly to: number;
  readonly flatFrom?: number;
  readonly kibPerSecond: number;
}

/** Whether growth between two seconds is explained at the second of them, by counts each 10 s. */
function explained(loaded: Loaded, { from, to, kibPerSecond, flatFrom = to }: Growing): boolean {
  const loading = new ModuleLoading();
  for (let second = 5; second <= to; second += 10) loading.add(epoch + second * 1000, loaded(second));
  const times = Array.from(
    { length: (to - from) / 15 + 1 },
    (_, index) => epoch + (from + index * 15) * 1000,
  );
  const values = times.map((time) => kibPerSecond * kib * Math.min((time - epoch) / 1000, flatFrom));
  const test = testSustainedGrowth(times, values, leakCriteria.medium);
  return loading.explains({ points: { times, values }, test });
}

describe('modules that are being loaded', () => {
  const growth = { from: 150, to: 300, kibPerSecond: 120 };

  it('explain growth of at most 128 KiB each', () => {
    expect(explained(evenly(1), growth)).toBe(true);
    expect(explained(evenly(0.5), growth)).toBe(false);
  });

  it('explain nothing where none are loaded, or nobody counts', () => {
    expect(explained(() => 50, growth)).toBe(false);
    expect(
      new ModuleLoading().explains({
        points: { times: [epoch], values: [0] },
        test: testSustainedGrowth([], [], leakCriteria.medium),
      }),
    ).toBe(false);
  });

  it('explain nothing where all of them were loaded before the first count', () => {
    expect(explained(() => 5000, growth)).toBe(false);
  });

  it('explain growth that began with a burst of them no longer when it goes on', () => {
    expect(explained(evenly(10, 150, 180), growth)).toBe(false);
  });

  it('explain growth until there are readings that show whether it goes on when they end', () => {
    expect(explained(evenly(10, 0, 265), growth)).toBe(true);
    expect(explained(evenly(10, 0, 225), growth)).toBe(false);
  });

  it('explain growth that ends with them, for three minutes', () => {
    const loaded = evenly(10, 0, 300);
    const until = { from: 60, to: 360, kibPerSecond: 120 };
    expect(explained(loaded, { ...until, flatFrom: 300 })).toBe(true);
    expect(explained(loaded, { ...until, flatFrom: 345 })).toBe(false);
    expect(explained(loaded, { ...until, from: 0, to: 540, flatFrom: 300 })).toBe(false);
  });

  it('need not be loaded all the time, but at least in half of it', () => {
    const each =
      (seconds: number): Loaded =>
      (second) =>
        50 + 200 * Math.floor(second / seconds);
    expect(explained(each(40), growth)).toBe(true);
    expect(explained(each(60), growth)).toBe(false);
  });

  it('that are loaded again and again explain nothing, since the count does not rise', () => {
    const reloading: Loaded = (second) =>
      second < 100 ? 50 + second * 10 : 1050 - (second % 20 < 10 ? 20 : 0);
    expect(explained(reloading, growth)).toBe(false);
  });

  it('explain nothing any more after twelve minutes of loading within an hour', () => {
    const endless = evenly(10);
    expect(explained(endless, { ...growth, from: 510, to: 705 })).toBe(true);
    expect(explained(endless, { ...growth, from: 510, to: 750 })).toBe(false);
    expect(explained(endless, { ...growth, from: 7200, to: 7395 })).toBe(false);
    // A pause of more than an hour.
    const later: Loaded = (second) => endless(Math.min(second, 700)) + evenly(10, 5000)(second);
    expect(explained(later, { ...growth, from: 5050, to: 5245 })).toBe(true);
  });
});
