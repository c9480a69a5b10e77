import { describe, expect, it } from 'vitest';
import { leastSquares, polynomialBasis } from '../../src/analysis/leastSquares.ts';

describe('least squares', () => {
  it('finds the line through points that lie on one', () => {
    const fit = leastSquares(
      [
        [1, 1, 1],
        [0, 1, 2],
      ],
      [3, 5, 7],
    );
    expect(fit.coefficients[0]).toBeCloseTo(3, 12);
    expect(fit.coefficients[1]).toBeCloseTo(2, 12);
    expect(fit.residualSumOfSquares).toBeCloseTo(0, 20);
  });

  it('agrees with a fit by hand', () => {
    // Line: slope 0.8, mean 3. Parabola: -1/7 on 2, -1, -2, -1, 2.
    const fit = leastSquares(polynomialBasis([0, 1, 2, 3, 4], 2), [1, 3, 2, 5, 4]);
    expect(fit.residualSumOfSquares).toBeCloseTo(10 - 6.4 - 4 / 14, 10);
    expect([...fit.residuals].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
      -0.1143, 0.6571, -1.2857, 1.0571, -0.3143,
    ]);
  });

  it('gives a column that says nothing new the coefficient 0', () => {
    const fit = leastSquares(
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [4, 5, 6],
    );
    expect(fit.coefficients).toEqual([5, 0].map((value) => expect.closeTo(value, 12)));
  });

  it('scales x so that epoch milliseconds do no harm', () => {
    const times = [0, 1, 2, 3, 4].map((step) => 1.7e12 + step * 5000);
    const fit = leastSquares(
      polynomialBasis(times, 2),
      times.map((time) => ((time - 1.7e12) / 1000) ** 2),
    );
    expect(fit.residualSumOfSquares).toBeLessThan(1e-15);
  });

  it('has a basis of constants where all x are the same', () => {
    expect(polynomialBasis([7, 7], 1).map((column) => [...column])).toEqual([
      [1, 1],
      [-1, -1],
    ]);
  });
});
