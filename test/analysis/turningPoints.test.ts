import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turningPoints } from '../../src/analysis/turningPoints.ts';

describe('turning points', () => {
  it('are the peaks and troughs from which a series came back', () => {
    expect(turningPoints([0, 5, 1, 6, 2], 3)).toEqual([
      { index: 1, value: 5, kind: 'peak' },
      { index: 2, value: 1, kind: 'trough' },
      { index: 3, value: 6, kind: 'peak' },
    ]);
  });

  it('begin with a trough where the series falls first', () => {
    expect(turningPoints([9, 4, 2, 8], 3)).toEqual([{ index: 2, value: 2, kind: 'trough' }]);
  });

  it('leave out reversals below the hysteresis', () => {
    expect(turningPoints([0, 5, 4, 8, 7, 12], 3)).toEqual([]);
  });

  it('are none in a series that only rises, is flat, or is empty', () => {
    expect(turningPoints([1, 2, 3], 1)).toEqual([]);
    expect(turningPoints([1, 1, 1], 0)).toEqual([]);
    expect(turningPoints([], 1)).toEqual([]);
  });

  it('alternate, and lie at least the hysteresis apart', () => {
    const series = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 40 });
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 20 }), (values, hysteresis) => {
        const turns = turningPoints(values, hysteresis);
        for (let index = 1; index < turns.length; index++) {
          expect(turns[index]!.kind).not.toBe(turns[index - 1]!.kind);
          expect(Math.abs(turns[index]!.value - turns[index - 1]!.value)).toBeGreaterThanOrEqual(hysteresis);
          expect(turns[index]!.index).toBeGreaterThan(turns[index - 1]!.index);
        }
      }),
    );
  });
});
