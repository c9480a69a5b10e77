import { describe, expect, it } from 'vitest';
import { monotoneClock } from '../../src/sampling/monotoneClock.ts';

const start = 1_700_000_000_000;

/** A clock over two clocks that a test turns by hand. */
function clockByHand() {
  let wall = start;
  let steady = 500;
  const clock = monotoneClock({ wall: () => wall, steady: () => steady });
  return {
    clock,
    pass(ms: number): void {
      wall += ms;
      steady += ms;
    },
    setWall(ms: number): void {
      wall += ms;
    },
  };
}

describe('the clock of samples', () => {
  it('is the wall clock as long as that behaves', () => {
    const { clock, pass } = clockByHand();
    expect(clock()).toBe(start);
    pass(1000);
    expect(clock()).toBe(start + 1000);
  });

  it('runs on when the wall clock is set back', () => {
    const { clock, pass, setWall } = clockByHand();
    clock();
    setWall(-3_600_000);
    const times = [1, 2, 3].map(() => {
      pass(1000);
      return clock();
    });
    expect(times).toEqual([start + 999, start + 1998, start + 2997]);
  });

  it('never stands still, nor goes back, when the wall clock stops', () => {
    const { clock, pass, setWall } = clockByHand();
    let last = clock();
    for (let tick = 0; tick < 1000; tick++) {
      pass(100);
      setWall(-100);
      const now = clock();
      expect(now).toBeGreaterThan(last);
      last = now;
    }
  });

  it('leaps ahead with the wall clock after a sleep', () => {
    const { clock, pass, setWall } = clockByHand();
    clock();
    pass(1000);
    setWall(8 * 3_600_000);
    expect(clock()).toBe(start + 1000 + 8 * 3_600_000);
  });

  it('comes back to the wall clock after a while', () => {
    const { clock, pass, setWall } = clockByHand();
    clock();
    setWall(-2000);
    for (let second = 0; second < 2001; second++) {
      pass(1000);
      clock();
    }
    expect(clock()).toBe(start + 2001 * 1000 - 2000);
  });

  it('reads the clocks of this machine by default', () => {
    const clock = monotoneClock();
    expect(Math.abs(clock() - Date.now())).toBeLessThan(1000);
    expect(Number.isInteger(clock())).toBe(true);
  });
});
