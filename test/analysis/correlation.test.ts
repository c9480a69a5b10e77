import { sampleCorrelation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { correlation } from '../../src/analysis/correlation.ts';
import { randomOf } from './series.ts';

describe('the correlation', () => {
  it('agrees with simple-statistics', () => {
    const random = randomOf(3);
    const x = Array.from({ length: 50 }, random);
    const y = x.map((value) => value + random());
    expect(correlation(x, y)).toBeCloseTo(sampleCorrelation(x, y), 12);
  });

  it('is 1 along a rising line and -1 along a falling one', () => {
    expect(correlation([1, 2, 4], [10, 20, 40])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 4], [4, 2, -2])).toBeCloseTo(-1, 12);
  });

  it.each([
    [[], []],
    [[1], [2]],
    [
      [1, 2, 3],
      [5, 5, 5],
    ],
  ])('is not a number where nothing varies', (x, y) => {
    expect(correlation(x, y)).toBeNaN();
  });
});
