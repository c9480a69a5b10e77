import { describe, expect, it } from 'vitest';
import { nonNegativeLeastSquares } from '../../src/analysis/nonNegativeLeastSquares.ts';
import { normalOf, randomOf } from './series.ts';

const dot = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0);

describe('non-negative least squares', () => {
  it('is least squares where nothing would be below 0', () => {
    const [a, b] = nonNegativeLeastSquares(
      [
        [1, 1, 0],
        [0, 1, 1],
      ],
      [1, 3, 2],
    );
    expect(a).toBeCloseTo(1, 12);
    expect(b).toBeCloseTo(2, 12);
  });

  it('leaves out what would be below 0, and fits the rest without it', () => {
    expect(
      nonNegativeLeastSquares(
        [
          [1, 0],
          [0, 1],
        ],
        [2, -3],
      ),
    ).toEqual([2, 0]);
    // By least squares it is 1 and -1: from 2a + b = 1 and a + 2b = -1.
    const [a, b] = nonNegativeLeastSquares(
      [
        [1, 1, 0],
        [0, 1, 1],
      ],
      [1, 0, -1],
    );
    expect(a).toBeCloseTo(0.5, 12);
    expect(b).toBe(0);
  });

  it('gives nothing to a column of zeros, of nothing, and of values that all point away', () => {
    expect(nonNegativeLeastSquares([[0, 0]], [1, 2])).toEqual([0]);
    expect(nonNegativeLeastSquares([], [1, 2])).toEqual([]);
    expect(nonNegativeLeastSquares([[1, 1]], [-1, -2])).toEqual([0]);
  });

  it('meets the conditions of Karush, Kuhn and Tucker, whatever the columns', () => {
    const normal = normalOf(randomOf(7));
    for (let problem = 0; problem < 200; problem++) {
      const columns = Array.from({ length: 8 }, () => Array.from({ length: 20 }, normal));
      const values = Array.from({ length: 20 }, normal);
      const coefficients = nonNegativeLeastSquares(columns, values);
      const residuals = values.map(
        (value, row) =>
          value - columns.reduce((sum, column, index) => sum + coefficients[index]! * column[row]!, 0),
      );
      for (const [index, column] of columns.entries()) {
        const slope = dot(column, residuals);
        expect(coefficients[index]).toBeGreaterThanOrEqual(0);
        if (coefficients[index]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-9);
        else expect(slope).toBeLessThan(1e-6);
      }
    }
  });
});
