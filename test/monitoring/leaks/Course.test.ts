import { describe, expect, it } from 'vitest';
import { ToldProcess } from '../leakStory.ts';
import { kib, mib } from '../simulation.ts';

/** Grows for three minutes of each six, until a second of its life. */
function pausing(second: number, until = Number.POSITIVE_INFINITY): number {
  const grown = Math.min(second, until);
  return 20 * mib + 200 * kib * (180 * Math.floor(grown / 360) + Math.min(grown % 360, 180));
}

describe('a leak that pauses', () => {
  it('is withdrawn at its first rest, and stands from its second ascent on, under one id', () => {
    const story = new ToldProcess({ liveBytes: pausing, between: 20 }).until(2700);
    expect(story.levels).toEqual(['suspected', 'withdrawn', 'suspected']);
    expect(new Set(story.told.map(({ id }) => id)).size).toBe(1);
    expect(story.told[2]?.evidence[1]).toMatch(
      /^It has rested once, for .* and gone on from where it was\.$/,
    );
    expect(story.detector.verdict().level).toBe('suspected');
  });

  it('is withdrawn once a rest is much longer than those before', () => {
    const story = new ToldProcess({ liveBytes: (s) => pausing(s, 1260), between: 20 }).until(3000);
    expect(story.levels).toEqual(['suspected', 'withdrawn', 'suspected', 'withdrawn']);
    expect(story.detector.verdict().level).toBe('none');
  });

  it('is withdrawn at once where it falls while it rests', () => {
    const fallen = (s: number): number => (s < 1350 ? pausing(s) : 21 * mib);
    const story = new ToldProcess({ liveBytes: fallen, between: 20 }).until(1500);
    expect(story.levels.at(-1)).toBe('withdrawn');
    expect(story.told.at(-1)?.evidence[0]).toContain('has fallen');
  });
});

describe('teeth of a saw', () => {
  it('are told once, though the first was seen from its middle on', () => {
    const story = new ToldProcess({
      liveBytes: (s) => 20 * mib + 100_000 * (s % 300),
      between: 20,
    }).until(3600);
    expect(story.levels).toEqual(['suspected', 'withdrawn']);
  });
});
