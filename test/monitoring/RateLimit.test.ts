import { describe, expect, it } from 'vitest';
import { RateLimit } from '../../src/monitoring/RateLimit.ts';

function takenOf(allowance: RateLimit, tries: number): number {
  return Array.from({ length: tries }, () => allowance.take()).filter(Boolean).length;
}

describe('a limit of a rate', () => {
  it('gives some in a row, then so many a second, and saves no more than it gave at first', () => {
    let time = 5000;
    const allowance = new RateLimit({ perSecond: 2, most: 5, now: () => time });
    expect(takenOf(allowance, 10)).toBe(5);
    time += 1000;
    expect(takenOf(allowance, 10)).toBe(2);
    time += 400;
    expect(takenOf(allowance, 10)).toBe(0);
    time += 100;
    expect(takenOf(allowance, 10)).toBe(1);
    time += 3_600_000;
    expect(takenOf(allowance, 10)).toBe(5);
  });

  it('is not confused by a clock that is set back', () => {
    let time = 1_000_000;
    const allowance = new RateLimit({ perSecond: 1, most: 2, now: () => time });
    expect(takenOf(allowance, 3)).toBe(2);
    time = 0;
    expect(takenOf(allowance, 3)).toBe(0);
    time = 1000;
    expect(takenOf(allowance, 3)).toBe(1);
  });
});
