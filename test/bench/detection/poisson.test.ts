import { describe, expect, it } from 'vitest';
import { poissonUpperBound } from '../../../bench/detection/poisson.ts';

describe('the upper bound of a Poisson count', () => {
  it.each([
    [0, 2.9957],
    [1, 4.7439],
    [3, 7.7537],
    [10, 16.9622],
    [100, 118.0796],
  ])('of %i events is %d', (count, bound) => {
    expect(poissonUpperBound(count)).toBeCloseTo(bound, 3);
  });

  it('exists for counts of which e to the minus mean underflows', () => {
    expect(poissonUpperBound(2_000)).toBeGreaterThan(2_000);
    expect(poissonUpperBound(2_000)).toBeLessThan(2_100);
  });
});
