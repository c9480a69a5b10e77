import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastLimit, type LimitForecast } from '../../src/analysis/forecast.ts';
import { every, mib, normalOf, randomOf } from './series.ts';

const second = 1000;
const times = every(10 * second, 40, 1.7e12);
const spanMs = 390 * second;

function line(rateMibPerSecond: number, startMib = 50): number[] {
  return times.map((_, index) => (startMib + 10 * rateMibPerSecond * index) * mib);
}

function reached(bytes: readonly number[], limitMib: number): LimitForecast {
  const forecast = forecastLimit(times, bytes, limitMib * mib);
  if (!forecast.reaches) throw new Error(forecast.reason);
  return forecast;
}

describe('the forecast of steady growth', () => {
  it('is the room that is left over the rate', () => {
    // 0.1 MB/s from 50 MB: 89 MB at the last reading, 39 MB to go.
    const forecast = reached(line(0.1), 128);
    expect(forecast.etaMs).toBeCloseTo(390 * second, 3);
    expect(forecast.levelBytes / mib).toBeCloseTo(89, 9);
    expect(forecast.rateBytesPerSecond / mib).toBeCloseTo(0.1, 9);
    expect(forecast.kind).toBe('smooth');
  });

  it.each([
    [0.5, 0.65, 1.35],
    [2, 0.75, 1.35],
    [8, 0.6, 1.3],
    [40, 0.3, 1.3],
  ])('%s windows ahead has the interval of its distance', (windows, low, high) => {
    const forecast = reached(line(0.1), 89 + 39 * windows);
    expect(forecast.etaMs / spanMs).toBeCloseTo(windows, 6);
    expect(forecast.lowMs / forecast.etaMs).toBeCloseTo(low, 9);
    expect(forecast.highMs / forecast.etaMs).toBeCloseTo(high, 9);
  });

  it('keeps half a percent of room where the limit is reached already', () => {
    expect(reached(line(0.1), 80).etaMs).toBeCloseTo(4 * second, 3);
  });
});

describe('the forecast of unsteady growth', () => {
  it('is wider where the readings scatter', () => {
    const normal = normalOf(randomOf(4));
    const rough = line(0.1).map((bytes) => bytes + 2 * mib * normal());
    const forecast = reached(rough, 300);
    expect(forecast.kind).toBe('rough');
    expect(forecast.highMs / forecast.lowMs).toBeGreaterThan(2);
  });

  it('follows the recent half where the rate has halved', () => {
    const bytes = times.map((_, index) => (50 + 2 * Math.min(index, 20) + Math.max(0, index - 20)) * mib);
    const forecast = reached(bytes, 208);
    expect(forecast.rateBytesPerSecond / mib).toBeCloseTo(0.1, 9);
    expect(forecast.etaMs).toBeCloseTo(990 * second, 3);
    expect(forecast.kind).toBe('rough');
  });

  it('projects acceleration, so that the end comes sooner than the rate says', () => {
    const bytes = times.map((_, index) => (50 + 0.05 * index * index) * mib);
    const forecast = reached(bytes, 500);
    expect(forecast.kind).toBe('accelerating');
    const atPresentRate = ((500 * mib - forecast.levelBytes) / forecast.rateBytesPerSecond) * second;
    expect(forecast.etaMs).toBeLessThan(atPresentRate);
    // 50 + 0.05 i² = 500 at i = 94.9, which is 559 s after the last reading.
    expect(forecast.etaMs / second).toBeGreaterThan(0.8 * 559);
    expect(forecast.etaMs / second).toBeLessThan(1.3 * 559);
    expect(forecast.lowMs).toBeLessThan(559 * second);
    expect(forecast.highMs).toBeGreaterThan(559 * second);
  });
});

describe('there is no forecast', () => {
  it('from five readings', () => {
    expect(forecastLimit(times.slice(0, 5), line(1).slice(0, 5), 1e9)).toEqual({
      reaches: false,
      reason: 'not-enough-evidence',
    });
  });

  it('where nothing grows, where it shrinks, and where noise explains the growth', () => {
    const none = { reaches: false, reason: 'not-growing' };
    const normal = normalOf(randomOf(6));
    expect(forecastLimit(times, line(0), 1e9)).toEqual(none);
    expect(forecastLimit(times, line(-0.1), 1e9)).toEqual(none);
    expect(
      forecastLimit(
        times,
        line(0).map((bytes) => bytes + mib * normal()),
        1e9,
      ),
    ).toEqual(none);
  });

  it('where growth has turned to shrinking', () => {
    const bytes = times.map((_, index) => (50 + 3 * Math.min(index, 24) - Math.max(0, index - 24)) * mib);
    expect(forecastLimit(times, bytes, 1e10)).toEqual({ reaches: false, reason: 'not-growing' });
  });

  it('beyond thirty days, or where the limit is unknown', () => {
    expect(forecastLimit(times, line(0.01), 100_000)).toMatchObject({ reaches: true });
    expect(forecastLimit(times, line(0.01), Number.NaN)).toEqual({ reaches: false, reason: 'too-far-away' });
    expect(forecastLimit(times, line(0.01), 1e12)).toEqual({ reaches: false, reason: 'too-far-away' });
  });
});

describe('whatever the growth', () => {
  const noisy = fc.array(fc.integer({ min: -mib, max: mib }), { minLength: 40, maxLength: 40 });

  it('the estimate lies in its interval, and a higher limit is reached later', () => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 1, max: 100 }), (noise, rate) => {
        const bytes = line(rate / 10).map((value, index) => value + noise[index]!);
        const near = forecastLimit(times, bytes, 5000 * mib);
        const far = forecastLimit(times, bytes, 9000 * mib);
        fc.pre(near.reaches && far.reaches);
        if (!near.reaches || !far.reaches) return;
        expect(near.lowMs).toBeLessThanOrEqual(near.etaMs);
        expect(near.highMs).toBeGreaterThanOrEqual(near.etaMs);
        expect(far.etaMs).toBeGreaterThan(near.etaMs);
      }),
    );
  });

  it('twice the time at the same shape is twice the estimate', () => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 5, max: 100 }), (noise, rate) => {
        const bytes = line(rate / 10).map((value, index) => value + noise[index]!);
        const quick = forecastLimit(every(10_000, 40), bytes, 5000 * mib);
        const slow = forecastLimit(every(20_000, 40), bytes, 5000 * mib);
        fc.pre(quick.reaches && slow.reaches);
        if (quick.reaches && slow.reaches) expect(slow.etaMs / quick.etaMs).toBeCloseTo(2, 6);
      }),
    );
  });
});
