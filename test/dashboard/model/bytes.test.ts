import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatShare,
  roundBytes,
  unknown,
} from '../../../src/dashboard/model/bytes.ts';
import { megabyte } from '../given.ts';

describe('sizes in words', () => {
  it('have three significant digits', () => {
    expect([0, 512, 1536, 62.14 * megabyte, 212 * megabyte, 1.25 * 1024 * megabyte].map(formatBytes)).toEqual(
      ['0 B', '512 B', '1.50 kB', '62.1 MB', '212 MB', '1.25 GB'],
    );
  });

  it('are round within a sentence', () => {
    expect([512, 62.14 * megabyte, 4.3 * megabyte, 2 * megabyte, 1536].map(roundBytes)).toEqual([
      '512 B',
      '62 MB',
      '4.3 MB',
      '2 MB',
      '1.5 kB',
    ]);
  });

  it('are a dash where the platform cannot tell', () => {
    for (const value of [undefined, null, Number.NaN]) {
      expect(formatBytes(value)).toBe(unknown);
      expect(roundBytes(value)).toBe(unknown);
    }
  });

  it('say which way a difference goes', () => {
    expect(formatChange(12 * megabyte)).toBe('+12 MB');
    expect(formatChange(-3.1 * megabyte)).toBe('−3.1 MB');
  });

  it('never grow wider than eight characters below a terabyte', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 40 - 2 ** 30, noNaN: true }), (bytes) => {
        expect(formatBytes(bytes).length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('shares in words', () => {
  it('are whole percents, but for the very small', () => {
    expect([0, 0.004, 0.41, 1].map(formatShare)).toEqual(['0 %', '0.4 %', '41 %', '100 %']);
  });
});
