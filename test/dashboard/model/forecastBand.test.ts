import { describe, expect, it } from 'vitest';
import { forecastBand, onTheWay } from '../../../src/dashboard/model/forecastBand.ts';
import { megabyte, noon, rowOf } from '../given.ts';

const minute = 60_000;
const estimate = { etaMs: 20 * minute, lowMs: 10 * minute, highMs: 30 * minute, limit: 'heap' } as const;

describe('the band of a forecast', () => {
  it('begins at the live size of now, and ends at the limit when the forecast said', () => {
    expect(forecastBand({ madeAt: noon - minute, estimate }, rowOf({ time: noon }))).toEqual({
      limit: 'heap',
      nowMs: noon,
      usedBytes: 62 * megabyte,
      limitBytes: 2048 * megabyte,
      etaMs: noon + 19 * minute,
      earliestMs: noon + 9 * minute,
      latestMs: noon + 29 * minute,
    });
  });

  it('is open where the limit may never be reached, and begins with all that is used without a live size', () => {
    const open = { ...estimate, highMs: undefined };
    const band = forecastBand({ madeAt: noon, estimate: open }, rowOf({ time: noon, liveBytes: Number.NaN }));
    expect(band).toMatchObject({ latestMs: Number.POSITIVE_INFINITY, usedBytes: 70 * megabyte });
  });

  it('is none where nothing is known of its limit', () => {
    const container = { ...estimate, limit: 'container' } as const;
    expect(forecastBand({ madeAt: noon, estimate: container }, rowOf({ time: noon }))).toBeUndefined();
  });
});

describe('the way to the limit', () => {
  const way = { nowMs: noon, used: 100, limit: 200, endMs: noon + 10 * minute };

  it('is straight, and stays at the limit', () => {
    expect([-1, 0, 5, 10, 20].map((after) => onTheWay(way, noon + after * minute))).toEqual([
      100, 100, 150, 200, 200,
    ]);
  });

  it('is over at once where it should be already', () => {
    expect(onTheWay({ ...way, endMs: noon - 1 }, noon + 1)).toBe(200);
  });
});
