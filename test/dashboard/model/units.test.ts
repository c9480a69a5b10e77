import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks, formatValue, roundValue } from '../../../src/dashboard/model/units.ts';
import { megabyte } from '../given.ts';

describe('an axis of other things than bytes', () => {
  it('is divided by 1, 2 and 5, and says what it counts', () => {
    expect(axisTicks('percent', 100, 4)).toMatchObject({ max: 100, labels: ['0', '50 %', '100 %'] });
    expect(axisTicks('percent', 101, 4).max).toBe(150);
    expect(axisTicks('per minute', 7, 4).labels).toEqual(['0', '2', '4', '6', '8']);
    expect(axisTicks('per minute', 0, 4).labels).toEqual(['0', '0.5', '1.0']);
    expect(axisTicks('ms', 38, 4).labels).toEqual(['0', '10 ms', '20 ms', '30 ms', '40 ms']);
    expect(axisTicks('bytes', 212 * megabyte, 4).max).toBe(256 * megabyte);
  });

  it('holds what it must, in no more steps than asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (highest, most) => {
          const { max, splits, labels } = axisTicks('per minute', highest, most);
          expect(max).toBeGreaterThanOrEqual(highest);
          expect(splits.length - 1).toBeLessThanOrEqual(most);
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });
});

describe('a value', () => {
  it('is written with its unit', () => {
    expect(formatValue('bytes', 62.14 * megabyte)).toBe('62.1 MB');
    expect(roundValue('bytes', 62.14 * megabyte)).toBe('62 MB');
    expect([0, 0.44, 41.3, 100].map((value) => formatValue('percent', value))).toEqual([
      '0 %',
      '0.4 %',
      '41 %',
      '100 %',
    ]);
    expect(formatValue('ms', 21.6)).toBe('22 ms');
    expect(roundValue('per minute', 2.44)).toBe('2.4 a min');
    expect([null, undefined, Number.NaN].map((value) => formatValue('percent', value))).toEqual([
      '–',
      '–',
      '–',
    ]);
  });
});
