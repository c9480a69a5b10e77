import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianAbsoluteDeviation, noiseLevel } from '../../src/analysis/robustStatistics.ts';
import { normalOf, randomOf } from './series.ts';

const numbers = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });

describe('the median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('has as many values below it as above it', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});

describe('the median absolute deviation', () => {
  it('is the median distance from the median', () => {
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });

  it('is taken from another centre where one is given', () => {
    expect(medianAbsoluteDeviation([1, 2, 3], 0)).toBe(2);
  });

  it('is not moved by one outlier', () => {
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 5])).toBe(1);
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 5000])).toBe(1);
  });
});

describe('the noise level', () => {
  it('of a straight line, of a line with a step, and of two values is 0', () => {
    expect(noiseLevel([1, 3, 5, 7, 9])).toBe(0);
    expect(noiseLevel([1, 2, 3, 4, 104, 105, 106, 107, 108])).toBe(0);
    expect(noiseLevel([1, 9])).toBe(0);
  });

  it('is the standard deviation of normal noise on a slope', () => {
    const normal = normalOf(randomOf(3));
    const level = noiseLevel(Array.from({ length: 4000 }, (_, index) => 7 * index + 5 * normal()));
    expect(level).toBeGreaterThan(4.7);
    expect(level).toBeLessThan(5.3);
  });
});
