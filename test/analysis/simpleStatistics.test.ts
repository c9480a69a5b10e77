import fc from 'fast-check';
import {
  ckmeans,
  linearRegression,
  medianAbsoluteDeviation as oracleMad,
  median as oracleMedian,
} from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/analysis/changePoints.ts';
import { leastSquares, polynomialBasis } from '../../src/analysis/leastSquares.ts';
import { median, medianAbsoluteDeviation } from '../../src/analysis/robustStatistics.ts';

const value = fc.integer({ min: -1000, max: 1000 });
const series = fc.array(value, { minLength: 3, maxLength: 40 });

describe('analysis, held against simple-statistics where the two overlap', () => {
  it('has the same median', () => {
    fc.assert(
      fc.property(series, (values) => {
        expect(median(values)).toBe(oracleMedian(values));
      }),
    );
  });

  it('has the same median absolute deviation', () => {
    fc.assert(
      fc.property(series, (values) => {
        expect(medianAbsoluteDeviation(values)).toBe(oracleMad(values));
      }),
    );
  });

  it('lays the same line by least squares', () => {
    fc.assert(
      fc.property(series, (values) => {
        const last = values.length - 1;
        const { m, b } = linearRegression(values.map((y, x) => [x, y]));
        const { residuals, coefficients } = leastSquares(
          polynomialBasis(
            values.map((_, x) => x),
            1,
          ),
          values,
        );
        // On the basis, x runs from -1 to 1: the constant is the line's middle, the slope half its rise.
        expect(coefficients[0]).toBeCloseTo(b + (m * last) / 2, 6);
        expect(coefficients[1]).toBeCloseTo((m * last) / 2, 6);
        values.forEach((y, x) => {
          expect(residuals[x]).toBeCloseTo(y - (m * x + b), 6);
        });
      }),
    );
  });

  it('cuts a rising series into levels as well as optimal clustering does', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 4 }), (values, levels) => {
        const rising = [...new Set(values)].sort((left, right) => left - right);
        fc.pre(rising.length >= levels);
        const clusters = ckmeans(rising, levels);
        const steps = stepsOf(rising, levels, 1).at(-1);
        expect(steps?.starts).toHaveLength(levels);
        expect(steps?.residualSumOfSquares).toBeCloseTo(
          clusters.reduce((sum, cluster) => sum + squaredDeviations(cluster), 0),
          4,
        );
      }),
    );
  });
});

function squaredDeviations(values: readonly number[]): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
}
