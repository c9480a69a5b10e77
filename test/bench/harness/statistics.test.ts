import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, pairedDifferences, pairedRatios, spreadOf, sum } from '../../../bench/harness/statistics.ts';

const series = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('the statistics of the benches', () => {
  it('take the middle value of an odd number of measurements', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('take the mean of the two middle values of an even number', () => {
    expect(median([1, 100, 3, 4])).toBe(3.5);
  });

  it('sort numbers, not texts', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('know no median of nothing', () => {
    expect(median([])).toBeNaN();
    expect(spreadOf([])).toEqual({ median: Number.NaN, min: Number.NaN, max: Number.NaN, count: 0 });
  });

  it('leave the measurements in their order, because pairs depend on it', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('put half of the measurements on either side of the median', () => {
    fc.assert(
      fc.property(series, (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('put the median between the least and the greatest', () => {
    expect(spreadOf([4, 2, 9])).toEqual({ median: 4, min: 2, max: 9, count: 3 });
  });

  it('take ratios pair by pair, so that a slow machine slows both sides', () => {
    expect(pairedRatios([10, 100, 1000], [11, 110, 1100]).map((value) => value.toFixed(3))).toEqual([
      '1.100',
      '1.100',
      '1.100',
    ]);
  });

  it('take differences pair by pair', () => {
    expect(pairedDifferences([10, 20], [13, 15])).toEqual([3, -5]);
  });

  it('refuse to pair series of different lengths', () => {
    expect(() => pairedRatios([1, 2], [1])).toThrow('2 measurements cannot be paired with 1');
  });

  it('add up', () => {
    expect(sum([1, 2, 3.5])).toBe(6.5);
    expect(sum([])).toBe(0);
  });
});
