import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LowerOutline } from '../../src/analysis/LowerOutline.ts';

function outlineOf(values: readonly number[], mostPoints: number): LowerOutline {
  const outline = new LowerOutline(mostPoints);
  values.forEach((value, index) => {
    outline.add(index * 10, value);
  });
  return outline;
}

describe('the lower outline', () => {
  it('is the series itself while that is short', () => {
    expect(outlineOf([3, 1, 2], 4).points()).toEqual({ times: [0, 10, 20], values: [3, 1, 2] });
  });

  it('keeps the smaller of two neighbours, at its own time, once there are too many', () => {
    expect(outlineOf([3, 1, 2, 5, 9], 4).points()).toEqual({ times: [10, 20, 40], values: [1, 2, 9] });
    expect(outlineOf([3, 1, 2, 5, 9, 8, 7], 4).points()).toEqual({
      times: [10, 20, 50, 60],
      values: [1, 2, 8, 7],
    });
  });

  it('begins at a time, where one is given', () => {
    expect(outlineOf([3, 1, 2], 4).points(5)).toEqual({ times: [10, 20], values: [1, 2] });
    expect(outlineOf([3, 1, 2], 4).points(21)).toEqual({ times: [], values: [] });
  });

  it('leaves out what is not a number', () => {
    expect(outlineOf([Number.NaN, 1, Number.POSITIVE_INFINITY], 4).points().values).toEqual([1]);
  });

  it('never holds more than it may, in order, with the lowest of all among them', () => {
    const values = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 8 }), (series, pairs) => {
        const points = outlineOf(series, 2 * pairs).points();
        expect(points.values.length).toBeLessThanOrEqual(2 * pairs);
        expect(points.values.length).toBe(points.times.length);
        expect(Math.min(...points.values)).toBe(Math.min(...series));
        expect(points.times).toEqual([...points.times].sort((left, right) => left - right));
        expect(points.times.map((time) => series[time / 10])).toEqual(points.values);
      }),
    );
  });
});
