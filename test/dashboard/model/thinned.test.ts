import { describe, expect, it } from 'vitest';
import { thinned } from '../../../src/dashboard/model/thinned.ts';

const range = { fromMs: 0, toMs: 100 };

/** One row in each millisecond, in ten pixels. */
function thin(valueAt: (ms: number) => number | null, pixels = 10) {
  const times = Array.from({ length: 100 }, (_, ms) => ms);
  return thinned(times, [times.map(valueAt)], range, pixels) as [number[], (number | null)[]];
}

describe('what pixels can show of many rows', () => {
  it('is the least and the most of each pixel, in the order in which they came', () => {
    const [times, values] = thin((ms) =>
      ms === 13 ? 50 : ms === 17 ? -50 : ms === 24 ? -7 : ms === 25 ? 7 : 0,
    );
    expect(times.slice(0, 6)).toEqual([0, 9, 10, 19, 20, 29]);
    expect(values.slice(0, 6)).toEqual([0, 0, 50, -50, -7, 7]);
    expect([times.length, values.length]).toEqual([20, 20]);
  });

  it('is as high and as low as all of them', () => {
    const valueAt = (ms: number): number => Math.round(1000 * Math.sin(ms * ms));
    const [, values] = thin(valueAt);
    const all = Array.from({ length: 100 }, (_, ms) => valueAt(ms));
    expect([Math.min(...(values as number[])), Math.max(...(values as number[]))]).toEqual([
      Math.min(...all),
      Math.max(...all),
    ]);
  });

  it('is a gap where there is one', () => {
    const [, values] = thin((ms) =>
      ms === 15 || ms === 20 || (ms >= 30 && ms < 40) || ms === 49 ? null : ms,
    );
    expect(values.slice(2, 10)).toEqual([10, null, null, 29, null, null, 40, null]);
  });

  it('is every row where they are far apart', () => {
    // A coarse past before a fine present: only what is close together is thinned.
    const uneven = [
      ...[5, 15, 25, 35, 45, 55, 65, 75, 85],
      ...Array.from({ length: 40 }, (_, tenth) => 90 + tenth / 10),
    ];
    expect(thinned(uneven, [uneven], range, 10)[0]).toEqual([5, 15, 25, 35, 45, 55, 65, 75, 85, 90, 93.9]);
    expect(thinned(uneven, [uneven], range, 10)[1]).toEqual([5, 15, 25, 35, 45, 55, 65, 75, 85, 90, 93.9]);
  });
});
