import { describe, expect, it } from 'vitest';
import { LoopLoad } from '../../src/monitoring/LoopLoad.ts';

function loadOf(use: (second: number) => number, seconds: number): LoopLoad {
  const load = new LoopLoad();
  for (let second = 0; second <= seconds; second += 5) load.add(second * 1000, use(second));
  return load;
}

describe('the load of the event loop', () => {
  it('is compared between the last and the first quarter of a stretch of time', () => {
    expect(loadOf(() => 0.2, 600).ratio(0, 600_000)).toBeCloseTo(1);
    expect(loadOf((second) => (second < 300 ? 0.1 : 0.3), 600).ratio(0, 600_000)).toBeCloseTo(3);
    expect(loadOf((second) => (second < 300 ? 0.1 : 0.3), 600).ratio(300_000, 600_000)).toBeCloseTo(1);
  });

  it('is unknown where little of it has been seen, or nobody knows', () => {
    expect(loadOf(() => 0.2, 150).ratio(0, 150_000)).toBeNaN();
    expect(loadOf(() => Number.NaN, 600).ratio(0, 600_000)).toBeNaN();
  });

  it('is remembered for two hours, in the same place', () => {
    const load = loadOf((second) => (second < 7200 ? 0.1 : 0.4), 14_400);
    expect(load.ratio(0, 7_000_000)).toBeNaN();
    expect(load.ratio(7_300_000, 14_400_000)).toBeCloseTo(1);
    expect(load.heldBytes).toBe(loadOf(() => 1, 60).heldBytes);
  });
});
