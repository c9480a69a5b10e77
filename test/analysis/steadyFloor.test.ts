import { describe, expect, it } from 'vitest';
import { floorOf, hasSteadyFloor } from '../../src/analysis/steadyFloor.ts';

const minute = 60_000;
const times = Array.from({ length: 40 }, (_, index) => index * 2 * minute);
const holds = (level: (minutes: number) => number): boolean =>
  hasSteadyFloor({ times, values: times.map((time) => level(time / minute)) });
const wave = (minutes: number): number => 10 * Math.sin((2 * Math.PI * minutes) / 10);

describe('a floor', () => {
  it('is what was never let go of again', () => {
    expect(floorOf({ times: [0, 1, 2, 3], values: [1, 5, 3, 4] }).values).toEqual([1, 3, 3, 4]);
  });

  it('is steady under a swing and through pauses', () => {
    expect(holds((m) => m)).toBe(true);
    expect(holds((m) => 2 * m + wave(m))).toBe(true);
    expect(holds((m) => 3 * Math.floor(m / 6) + Math.min(m % 6, 3))).toBe(true);
  });

  it('is not where nothing is left, growth slows down, or ends', () => {
    expect(holds(wave)).toBe(false);
    expect(holds((m) => m % 12)).toBe(false);
    expect(holds((m) => 100 * (1 - Math.exp(-m / 30)))).toBe(false);
    expect(holds((m) => Math.min(m, 50))).toBe(false);
    expect(hasSteadyFloor({ times: [0, 1], values: [0, 1] })).toBe(false);
  });
});
