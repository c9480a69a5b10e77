import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestShare } from '../../src/analysis/binomialBound.ts';

/** P(X ≥ successes) of a binomial variable, term by term. */
function upperTail(successes: number, trials: number, share: number): number {
  let term = (1 - share) ** trials;
  let below = 0;
  for (let count = 0; count < successes; count++) {
    below += term;
    term *= (((trials - count) / (count + 1)) * share) / (1 - share);
  }
  return 1 - below;
}

describe('lowestShare', () => {
  it('is the root of alpha where all trials succeeded', () => {
    expect(lowestShare(10, 10, 0.025)).toBeCloseTo(0.025 ** 0.1, 9);
    expect(lowestShare(100, 100, 0.001)).toBeCloseTo(0.001 ** 0.01, 9);
  });

  it('is the complement of a root where one trial succeeded', () => {
    expect(lowestShare(1, 20, 0.05)).toBeCloseTo(1 - 0.95 ** (1 / 20), 9);
  });

  it('agrees with the published bound of 8 in 10 at 95 %', () => {
    expect(lowestShare(8, 10, 0.025)).toBeCloseTo(0.4439, 4);
  });

  it('is nothing where nothing succeeded, and of no trials', () => {
    expect(lowestShare(0, 12, 0.01)).toBe(0);
    expect(lowestShare(0, 0, 0.01)).toBe(0);
  });

  it('gives the share at which so many successes have probability alpha', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 1e-4, max: 0.3, noNaN: true }),
        (successes, failures, alpha) => {
          const trials = successes + failures;
          expect(upperTail(successes, trials, lowestShare(successes, trials, alpha))).toBeCloseTo(alpha, 6);
        },
      ),
    );
  });

  it('lies between those of the whole numbers around a share of trials', () => {
    const between = lowestShare(18.5, 20.5, 0.001);
    expect(between).toBeGreaterThan(lowestShare(18, 20.5, 0.001));
    expect(between).toBeLessThan(lowestShare(19, 20.5, 0.001));
  });
});
