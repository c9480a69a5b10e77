import { describe, expect, it } from 'vitest';
import {
  count,
  kilobytes,
  megabytes,
  microseconds,
  percent,
  ratio,
  signed,
  spread,
} from '../../../bench/harness/figures.ts';

describe('the figures of the benches', () => {
  it('have three significant digits and never an exponent', () => {
    expect([1234.5, 123.45, 12.345, 1.2345, 0.0012345, 0.00000012].map(microseconds)).toEqual([
      '1230 µs',
      '123 µs',
      '12.3 µs',
      '1.23 µs',
      '0.00123 µs',
      '0.00000012 µs',
    ]);
  });

  it('drop zeros that say nothing', () => {
    expect(microseconds(10)).toBe('10 µs');
    expect(microseconds(2.5)).toBe('2.5 µs');
    expect(microseconds(0)).toBe('0 µs');
    expect(microseconds(100)).toBe('100 µs');
  });

  it('convert bytes and shares', () => {
    expect(kilobytes(2_500)).toBe('2.5 KB');
    expect(megabytes(300_000)).toBe('0.3 MB');
    expect(percent(0.002)).toBe('0.2 %');
    expect(ratio(1.0049)).toBe('1.005');
    expect(count(12.4)).toBe('12');
  });

  it('carry their sign where they are differences', () => {
    expect([1, 0, -1].map(signed(kilobytes))).toEqual(['+0.001 KB', '0 KB', '−0.001 KB']);
  });

  it('stand with their range, in the unit of the median', () => {
    expect(spread({ median: 2, min: 1, max: 4, count: 3 }, ratio)).toBe('2.000 (1.000 … 4.000)');
    expect(spread({ median: 2, min: -1, max: 4, count: 3 }, signed(microseconds))).toBe('+2 µs (−1 … +4)');
  });

  it('stand alone when there is but one', () => {
    expect(spread({ median: 2, min: 2, max: 2, count: 1 }, microseconds)).toBe('2 µs');
  });
});
