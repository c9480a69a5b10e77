import { describe, expect, it } from 'vitest';
import { LevelSwitch } from '../../../src/monitoring/thresholds/LevelSwitch.ts';

/** Values 5 s apart, and whether the switch is on after each; the mark is 100. */
function states(values: readonly number[], options: { dwellMs?: number; hysteresis?: number } = {}): string {
  const level = new LevelSwitch({ hysteresis: 0.05, dwellMs: 10_000, longestGapMs: 12_500, ...options });
  return values
    .map((value, index) => {
      level.update(index * 5000, value, 100);
      return level.on ? '#' : '.';
    })
    .join('');
}

describe('a level switch', () => {
  it('turns on when the mark has been met in every sample of the dwell time', () => {
    expect(states([90, 100, 105, 110, 110])).toBe('...##');
  });

  it('ignores a spike, and two', () => {
    expect(states([90, 200, 90, 200, 200, 90, 90])).toBe('.......');
  });

  it('turns off only below the mark less the hysteresis, and only after the dwell time', () => {
    expect(states([110, 110, 110, 96, 96, 96, 94, 94, 94, 94])).toBe('..######..');
  });

  it('stays on through a dip', () => {
    expect(states([110, 110, 110, 50, 50, 110, 50, 50])).toBe('..######');
  });

  it('turns at once where there is no dwell time', () => {
    expect(states([90, 110, 90, 110], { dwellMs: 0 })).toBe('.#.#');
  });

  it('forgives a timer that is a little early', () => {
    const level = new LevelSwitch({ hysteresis: 0, dwellMs: 10_000, longestGapMs: 12_500 });
    for (const time of [0, 4998, 9997]) level.update(time, 100, 100);
    expect(level.on).toBe(true);
  });

  it('does not count a gap between samples as dwelling', () => {
    const level = new LevelSwitch({ hysteresis: 0, dwellMs: 10_000, longestGapMs: 12_500 });
    level.update(0, 100, 100);
    level.update(60_000, 100, 100);
    expect(level.on).toBe(false);
    level.update(65_000, 100, 100);
    level.update(70_000, 100, 100);
    expect(level.on).toBe(true);
  });

  it('keeps its state while value or mark are unknown, and starts to count anew', () => {
    const level = new LevelSwitch({ hysteresis: 0, dwellMs: 10_000, longestGapMs: 12_500 });
    level.update(0, 100, 100);
    level.update(5000, Number.NaN, 100);
    level.update(10_000, 100, 100);
    level.update(15_000, 100, Number.NaN);
    expect(level.on).toBe(false);
    for (const time of [20_000, 25_000, 30_000]) level.update(time, 100, 100);
    expect(level.on).toBe(true);
    level.update(35_000, Number.NaN, 100);
    expect(level.on).toBe(true);
  });

  it('turns off where there is no mark any more, but not for one sample without', () => {
    const level = new LevelSwitch({ hysteresis: 0.05, dwellMs: 10_000, longestGapMs: 12_500 });
    const marks = [100, 100, 100, Number.NaN, 100, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    const seen = marks.map((mark, index) => {
      level.update(index * 5000, 110, mark);
      return level.on ? '#' : '.';
    });
    expect(seen.join('')).toBe('..#####..');
    expect(level.mark).toBe(100);
  });
});
