import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannKendall } from '../../src/analysis/mannKendall.ts';
import { every, normalOf, randomOf } from './series.ts';

describe('the Mann–Kendall test', () => {
  it('counts rising less falling pairs', () => {
    // Eight pairs rise, two fall; the variance is 5 · 4 · 15 / 18.
    const test = mannKendall([1, 3, 2, 5, 4]);
    expect(test).toMatchObject({ s: 6, tau: 0.6, varianceInflation: 1 });
    expect(test.z).toBeCloseTo(5 / Math.sqrt(50 / 3), 12);
  });

  it('takes ties out of the variance', () => {
    // Two pairs of ties: (300 - 2 · 18) / 18.
    const test = mannKendall([1, 1, 2, 2, 3]);
    expect(test.s).toBe(8);
    expect(test.z).toBeCloseTo(7 / Math.sqrt(44 / 3), 12);
  });

  it('finds no trend in one value, in none, and in a flat series', () => {
    expect(mannKendall([])).toEqual({ s: 0, tau: 0, z: 0, varianceInflation: 1 });
    expect(mannKendall([4])).toMatchObject({ tau: 0, z: 0 });
    expect(mannKendall([2, 2, 2, 2, 2])).toMatchObject({ s: 0, tau: 0, z: 0 });
  });

  it('has tau 1 where everything rises', () => {
    expect(mannKendall([1, 2, 4, 8, 16, 32]).tau).toBe(1);
    expect(mannKendall([6, 5, 4, 3, 2, 1]).tau).toBe(-1);
  });

  it('is less sure of a series that wanders', () => {
    const normal = normalOf(randomOf(5));
    let level = 0;
    const wandering = every(1, 60).map(() => {
      level = 0.9 * level + normal();
      return level;
    });
    const test = mannKendall(wandering);
    expect(test.varianceInflation).toBeGreaterThan(2);
  });

  it('rarely sees a trend in noise', () => {
    let alarms = 0;
    for (let seed = 0; seed < 400; seed++) {
      const normal = normalOf(randomOf(seed));
      if (Math.abs(mannKendall(every(1, 20).map(() => normal())).z) > 2.576) alarms += 1;
    }
    expect(alarms).toBeLessThan(12);
  });

  it('depends on the order of values alone, not on their distances, while they are independent', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 20 }),
        (values) => {
          const { s, tau } = mannKendall(values);
          expect(mannKendall(values.map((value) => value ** 3))).toMatchObject({ s, tau });
          expect(mannKendall([...values].reverse()).s).toBe(-s || 0);
        },
      ),
    );
  });

  it('never lets autocorrelation speak for a trend', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }), (values) => {
        expect(mannKendall(values).varianceInflation).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
