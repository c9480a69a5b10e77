import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { theilSenSlope, trendOf, valueAt } from '../../src/analysis/trend.ts';
import { every, normalOf, randomOf } from './series.ts';

describe('a trend', () => {
  // Ten pair slopes: -1, -1, 1/3, 1/2, 3/4, 1, 1, 4/3, 2, 3.
  const trend = trendOf([0, 1, 2, 3, 4], [1, 3, 2, 5, 4]);

  it('has the median slope of all pairs', () => {
    expect(trend.slope).toBeCloseTo(0.875, 12);
  });

  it('has the median intercept, the growth of the line, and its value anywhere', () => {
    expect(trend.intercept).toBeCloseTo(1, 12);
    expect(trend.growth).toBeCloseTo(3.5, 12);
    expect(valueAt(trend, 10)).toBeCloseTo(9.75, 12);
    expect([trend.count, trend.span]).toEqual([5, 4]);
  });

  it('takes its noise from the residuals of a parabola: here 0.8 RMS is above 1.4826 MAD', () => {
    expect(trend.noise).toBeCloseTo(0.8 * Math.sqrt(3.3142857142857 / 2), 10);
  });

  it('takes 1.4826 MAD where that is larger', () => {
    const noise = trendOf(
      every(1, 40),
      every(1, 40).map((x) => (x % 2 === 0 ? 1 : -1)),
    ).noise;
    expect(noise).toBeGreaterThan(1.4);
    expect(noise).toBeLessThan(1.6);
  });

  it('counts negative autocorrelation as none, and has the z of its standard error', () => {
    expect(trend.autocorrelation).toBe(0);
    expect(trend.standardError).toBeCloseTo((1.1 * trend.noise) / Math.sqrt(10), 10);
    expect(trend.z).toBeCloseTo(2.442558, 5);
  });

  it('trusts a wandering series less than independent noise', () => {
    const normal = normalOf(randomOf(1));
    let wander = 0;
    const wandering = every(1, 40).map((x) => {
      wander = 0.9 * wander + normal();
      return x + wander;
    });
    const noisy = every(1, 40).map((x) => x + 2 * normal());
    expect(trendOf(every(1, 40), wandering).autocorrelation).toBeGreaterThan(0.4);
    expect(trendOf(every(1, 40), noisy).autocorrelation).toBeLessThan(0.4);
  });

  it('never takes less than the noise floor for noise', () => {
    const quiet = trendOf([0, 1, 2], [0, 1, 2], { noiseFloor: 5 });
    expect(quiet.noise).toBe(5);
    expect(quiet.autocorrelation).toBe(0.5);
    expect(quiet.z).toBeCloseTo(Math.sqrt(2) / 5.5 / Math.sqrt(3), 10);
  });

  it('does not count curvature as noise', () => {
    const x = every(1, 20);
    expect(
      trendOf(
        x,
        x.map((value) => value ** 2),
      ).noise,
    ).toBeLessThan(1e-9);
  });

  it('is not moved by an outlier', () => {
    const y = every(3, 21);
    y[10] = 1e6;
    expect(theilSenSlope(every(1, 21), y)).toBe(3);
  });

  it('of a flat series is 0, and of fewer than two points not a number', () => {
    expect(trendOf([0, 1, 2], [5, 5, 5])).toMatchObject({ slope: 0, z: 0 });
    expect(trendOf([], []).slope).toBeNaN();
    expect(trendOf([1], [1]).slope).toBeNaN();
    expect(theilSenSlope([2, 2], [1, 9])).toBeNaN();
  });
});

describe('whatever the series', () => {
  const series = fc
    .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 30 })
    .filter((values) => new Set(values).size > 3);
  const shift = fc.integer({ min: -1e6, max: 1e6 });
  const scale = fc.integer({ min: 1, max: 1000 });

  it('the slope does not depend on where zero is, on either axis', () => {
    fc.assert(
      fc.property(series, shift, shift, (y, dx, dy) => {
        const slope = theilSenSlope(every(1, y.length), y);
        const moved = y.map((value) => value + dy);
        expect(theilSenSlope(every(1, y.length, dx), moved)).toBeCloseTo(slope, 9);
      }),
    );
  });

  it('the slope grows with the values and falls with the unit of time', () => {
    fc.assert(
      fc.property(series, scale, scale, (y, up, slow) => {
        const slope = theilSenSlope(every(1, y.length), y);
        const scaled = y.map((value) => value * up);
        expect(theilSenSlope(every(slow, y.length), scaled)).toBeCloseTo((slope * up) / slow, 6);
      }),
    );
  });

  it('z does not depend on units', () => {
    fc.assert(
      fc.property(series, scale, scale, (y, up, slow) => {
        const plain = trendOf(every(1, y.length), y);
        fc.pre(plain.noise > 1);
        const scaled = trendOf(
          every(slow, y.length),
          y.map((value) => value * up),
        );
        expect(scaled.z).toBeCloseTo(plain.z, 6);
      }),
    );
  });

  it('a trend upside down is the trend downwards', () => {
    fc.assert(
      fc.property(series, (y) => {
        const up = trendOf(every(1, y.length), y);
        fc.pre(up.noise > 1);
        const down = trendOf(
          every(1, y.length),
          y.map((value) => -value),
        );
        expect(down.slope).toBeCloseTo(-up.slope, 9);
        expect(down.noise).toBeCloseTo(up.noise, 9);
      }),
    );
  });

  it('added growth adds to the slope', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -50, max: 50 }), (y, rate) => {
        const x = every(1, y.length);
        const grown = y.map((value, index) => value + rate * index);
        expect(theilSenSlope(x, grown)).toBeCloseTo(theilSenSlope(x, y) + rate, 9);
      }),
    );
  });
});
