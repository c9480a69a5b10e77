import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Intervals } from '../../src/analysis/Intervals.ts';

function summaryOf(times: readonly number[]) {
  const intervals = new Intervals();
  for (const time of times) intervals.add(time);
  return intervals.summary();
}

describe('the intervals of a series', () => {
  it('are unknown with fewer than two points in time', () => {
    expect(summaryOf([5])).toEqual({ usualMs: 0, gaps: 0, gapsMs: 0, longest: undefined });
  });

  it('have a usual length, in spite of jitter and of what was at the beginning', () => {
    const { usualMs, gaps } = summaryOf([0, 9_000, 10_001, 11_000, 12_002, 12_999]);
    expect(usualMs).toBeGreaterThan(995);
    expect(usualMs).toBeLessThan(1005);
    expect(gaps).toBe(1);
  });

  it('are gaps beyond two and a half times the usual one', () => {
    expect(summaryOf([0, 1000, 2000, 4400, 5400])).toMatchObject({ gaps: 0, longest: undefined });
    expect(summaryOf([0, 1000, 2000, 5000, 6000, 7000, 67_000])).toEqual({
      usualMs: 1000,
      gaps: 2,
      gapsMs: 63_000,
      longest: { fromMs: 7000, toMs: 67_000 },
    });
  });

  it('are told within 5 % of the true median', () => {
    const distances = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 99 });
    fc.assert(
      fc.property(distances, (series) => {
        let time = 0;
        const { usualMs } = summaryOf([0, ...series.map((distance) => (time += distance))]);
        const sorted = [...series].sort((left, right) => left - right);
        const median = sorted[Math.ceil(sorted.length / 2) - 1] as number;
        expect(usualMs / median).toBeGreaterThan(0.95);
        expect(usualMs / median).toBeLessThan(1.06);
      }),
    );
  });
});
