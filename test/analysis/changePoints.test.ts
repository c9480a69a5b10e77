import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepsOf } from '../../src/analysis/changePoints.ts';

describe('steps', () => {
  it('are found where they are', () => {
    const [one, two] = stepsOf([0, 0, 0, 10, 10, 10], 2);
    expect(one).toEqual({ starts: [0], levels: [5], residualSumOfSquares: 150 });
    expect(two).toEqual({ starts: [0, 3], levels: [0, 10], residualSumOfSquares: 0 });
  });

  it('hold at least two values each', () => {
    const readings = stepsOf([0, 9, 0, 9, 0], 5);
    expect(readings).toHaveLength(2);
    expect(readings[1]?.starts).toEqual([0, 2]);
  });

  it('come in order of their number, three of them exactly', () => {
    const reading = stepsOf([1, 1, 5, 5, 5, 9, 9], 3)[2];
    expect(reading).toEqual({ starts: [0, 2, 5], levels: [1, 5, 9], residualSumOfSquares: 0 });
  });

  it('of nothing are none', () => {
    expect(stepsOf([], 3)).toEqual([]);
  });

  it('fit better the more of them there are, and never worse than any single cut', () => {
    const series = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(series, fc.nat(), (values, seed) => {
        const readings = stepsOf(values, 5, 1);
        for (let index = 1; index < readings.length; index++) {
          const gain = readings[index - 1]!.residualSumOfSquares - readings[index]!.residualSumOfSquares;
          expect(gain).toBeGreaterThan(-1e-6);
        }
        const cut = 2 + (seed % (values.length - 3));
        const parts = [values.slice(0, cut), values.slice(cut)];
        const residual = parts.reduce((sum, part) => {
          const mean = part.reduce((total, value) => total + value, 0) / part.length;
          return sum + part.reduce((total, value) => total + (value - mean) ** 2, 0);
        }, 0);
        expect(readings[1]!.residualSumOfSquares).toBeLessThanOrEqual(residual + 1e-6);
      }),
    );
  });
});
