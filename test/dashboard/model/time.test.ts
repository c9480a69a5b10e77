import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatDay,
  formatDuration,
  formatMoment,
  formatRange,
} from '../../../src/dashboard/model/time.ts';
import { noon } from '../given.ts';

const hour = 3_600_000;

describe('moments in words', () => {
  it('are local times of day, with seconds where they matter', () => {
    expect(formatClock(noon + 125_000)).toBe('12:02');
    expect(formatClock(noon + 125_000, true)).toBe('12:02:05');
  });

  it('carry the date on another day alone', () => {
    expect(formatMoment(noon - hour, noon)).toBe('11:00');
    expect(formatMoment(noon - 24 * hour, noon, true)).toBe('11 May 12:00:00');
    expect(formatDay(noon, noon)).toBe('12 May');
  });
});

describe('ranges in words', () => {
  it('carry the date where it is not today, both where there are two, and the year of another', () => {
    const [from, to, day] = [noon - 60_000, noon, 24 * hour];
    expect(formatRange(from, to, noon)).toBe('11:59:00 to 12:00:00');
    expect(formatRange(from, to, noon + day)).toBe('12 May 11:59:00 to 12:00:00');
    expect(formatRange(noon - day, noon, noon)).toBe('11 May 12:00:00 to 12 May 12:00:00');
    const epoch = new Date(1970, 0, 2).getTime();
    expect(formatRange(epoch, epoch + hour, noon)).toBe('2 Jan 1970 00:00:00 to 01:00:00');
  });
});

describe('durations in words', () => {
  it('use at most two units', () => {
    const durations = [-5, 8_400, 59_400, 12 * 60_000, 2.667 * hour, 3 * hour, 72 * hour];
    expect(durations.map(formatDuration)).toEqual(['0 s', '8 s', '59 s', '12 min', '2 h 40', '3 h', '3 d']);
  });
});
