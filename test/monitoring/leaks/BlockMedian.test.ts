import { describe, expect, it } from 'vitest';
import { BlockMedian } from '../../../src/monitoring/leaks/BlockMedian.ts';

describe('the median of a block', () => {
  it('comes with the first value of the next block, in the middle of its own', () => {
    const medians = new BlockMedian(20_000);
    const told = [0, 5000, 10_000, 15_000].map((time, index) => medians.add(time, [4, 100, 6, 5][index]!));
    expect(told).toEqual([undefined, undefined, undefined, undefined]);
    expect(medians.add(20_000, 7)).toEqual({ time: 7500, value: 5.5 });
    expect(medians.add(60_000, 9)).toEqual({ time: 20_000, value: 7 });
  });

  it('leaves out what is no number, and what is older', () => {
    const medians = new BlockMedian(10);
    medians.add(0, 1);
    medians.add(5, Number.NaN);
    medians.add(4, 1);
    medians.add(2, 50);
    expect(medians.add(10, 3)).toEqual({ time: 2, value: 1 });
  });

  it('looks at values spread evenly over a block of a thousand', () => {
    const medians = new BlockMedian(1000);
    for (let time = 0; time < 1000; time++) medians.add(time, time);
    const point = medians.add(1000, 0);
    expect(point?.value).toBeGreaterThan(450);
    expect(point?.value).toBeLessThan(550);
    expect(medians.heldBytes).toBe(512);
  });
});
