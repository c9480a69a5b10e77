import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../src/analysis/meanInterval.ts';

/** Half the width, in standard errors: the quantile of Student's distribution. */
function quantile(count: number, confidence: number): number {
  const values = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 1 : -1));
  const { mean, high } = meanInterval(values, confidence);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (high - mean) / Math.sqrt(squares / (count - 1) / count);
}

describe('the interval of a mean', () => {
  it.each([
    [2, 0.95, 12.7062],
    [3, 0.95, 4.3027],
    [4, 0.95, 3.1824],
    [5, 0.99, 4.6041],
    [11, 0.95, 2.2281],
    [30, 0.95, 2.0452],
    [101, 0.9, 1.6602],
  ])("has Student's quantile for %i values at %f", (count, confidence, expected) => {
    expect(quantile(count, confidence)).toBeCloseTo(expected, 3);
  });

  it('lies around the mean, and is a point where all values are equal', () => {
    expect(meanInterval([1, 2, 3], 0.95).mean).toBe(2);
    expect(meanInterval([5, 5, 5], 0.95)).toEqual({ mean: 5, low: 5, high: 5 });
  });

  it('is not known of one value, and nothing is known of none', () => {
    expect(meanInterval([7], 0.95)).toEqual({ mean: 7, low: Number.NaN, high: Number.NaN });
    expect(meanInterval([], 0.95).mean).toBeNaN();
  });
});
