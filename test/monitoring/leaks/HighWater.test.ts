import { describe, expect, it } from 'vitest';
import { HighWater } from '../../../src/monitoring/leaks/HighWater.ts';

describe('the high-water mark', () => {
  it('is the largest value so far', () => {
    const mark = new HighWater(60_000, 6);
    expect([5, 3, 8, 1].map((value, index) => mark.add(index * 1000, value))).toEqual([5, 5, 8, 8]);
  });

  it('forgets a value once the horizon has passed', () => {
    const mark = new HighWater(60_000, 6);
    mark.add(5000, 100);
    for (let time = 10_000; time < 65_000; time += 5000) expect(mark.add(time, 1)).toBe(100);
    expect(mark.add(70_000, 1)).toBe(1);
  });

  it('forgets everything over a long gap, and where the clock has jumped back', () => {
    const mark = new HighWater(60_000, 6);
    mark.add(500_000, 100);
    expect(mark.add(900_000, 7)).toBe(7);
    expect(mark.add(100_000, 3)).toBe(3);
  });

  it('leaves out what is no number', () => {
    const mark = new HighWater(60_000);
    mark.add(0, 4);
    expect(mark.add(1, Number.NaN)).toBe(4);
    expect(mark.heldBytes).toBe(248);
  });
});
