import { describe, expect, it } from 'vitest';
import { RisingMedian } from '../../../src/monitoring/leaks/RisingMedian.ts';

describe('a median that may rise', () => {
  it('tells by how much it goes beyond the largest before it', () => {
    const medians = new RisingMedian(10, 1000);
    const rises = [5, 5, 8, 3, 7, 9].map((value, index) => medians.add(10 * index, value)?.rise);
    expect(rises).toEqual([undefined, 0, 0, 3, 0, 0]);
    expect(medians.add(60, 0)?.rise).toBe(1);
  });

  it('forgets what is older than the horizon', () => {
    const medians = new RisingMedian(10, 300);
    medians.add(0, 100);
    for (let time = 10; time <= 600; time += 10) medians.add(time, 20);
    medians.add(610, 25);
    expect(medians.add(620, 20)).toEqual({ time: 610, value: 25, rise: 5 });
    expect(medians.heldBytes).toBeGreaterThan(512);
  });
});
