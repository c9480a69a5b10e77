import { describe, expect, it } from 'vitest';
import { microseconds } from '../../../bench/harness/figures.ts';
import { isMet, type Target, targetTable } from '../../../bench/harness/Target.ts';

function target(measured: number): Target {
  return { what: 'time per sample', atMost: 10, measured, format: microseconds };
}

describe('a target', () => {
  it('is met up to and including what was promised', () => {
    expect([9.99, 10, 10.01].map((measured) => isMet(target(measured)))).toEqual([true, true, false]);
  });

  it('is not met by what could not be measured', () => {
    expect(isMet(target(Number.NaN))).toBe(false);
  });

  it('stands beside what was measured', () => {
    expect(targetTable('Targets', [target(5), target(11), target(Number.NaN)]).rows).toEqual([
      ['time per sample', '≤ 10 µs', '5 µs', 'met'],
      ['time per sample', '≤ 10 µs', '11 µs', 'not met'],
      ['time per sample', '≤ 10 µs', 'not measured', 'not met'],
    ]);
  });
});
