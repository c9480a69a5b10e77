import { describe, expect, it } from 'vitest';
import { type PastRise, PastRises, type PresentRise } from '../../../src/monitoring/leaks/PastRises.ts';
import { epoch, kib, mib } from '../simulation.ts';

const minute = 60_000;
const past: PastRise = {
  id: 'a',
  rateBytesPerSecond: 100 * kib,
  lastedMs: 10 * minute,
  reachedBytes: 100 * mib,
  onset: epoch - 20 * minute,
  endedAt: epoch,
  sites: [],
};
const again: PresentRise = {
  id: 'b',
  rateBytesPerSecond: 90 * kib,
  lastedMs: 3 * minute,
  levelBytes: 80 * mib,
  sites: [],
  saturatesSince: () => false,
};

/** Whether a rise counts as the past one, so long after its end. */
function isRepeated(
  rise: Partial<PresentRise>,
  afterMs = 60 * minute,
  before: Partial<PastRise> = {},
): boolean {
  const rises = new PastRises();
  rises.add({ ...past, ...before });
  return rises.repeated({ ...again, ...rise }, epoch + afterMs) !== undefined;
}

describe('a rise', () => {
  it('is a past one again while it is as fast, as low and as short', () => {
    expect(isRepeated({})).toBe(true);
    expect(isRepeated({ rateBytesPerSecond: 201 * kib })).toBe(false);
    expect(isRepeated({ rateBytesPerSecond: 49 * kib })).toBe(false);
    expect(isRepeated({ levelBytes: 103 * mib })).toBe(false);
    expect(isRepeated({ lastedMs: 16 * minute })).toBe(false);
  });

  it('is news after a day', () => {
    expect(isRepeated({}, 23 * 60 * minute)).toBe(true);
    expect(isRepeated({}, 25 * 60 * minute)).toBe(false);
  });

  it('from other sites is news, where both are known', () => {
    expect(isRepeated({ sites: ['cache'] }, undefined, { sites: ['cache', 'pool'] })).toBe(true);
    expect(isRepeated({ sites: ['cache', 'log'] }, undefined, { sites: ['cache'] })).toBe(false);
    expect(isRepeated({ sites: ['log'] })).toBe(true);
  });

  it('under the same name is not told within half an hour, unless it goes beyond', () => {
    const slow = { id: 'a', rateBytesPerSecond: 10 * kib };
    expect(isRepeated(slow, 29 * minute)).toBe(true);
    expect(isRepeated(slow, 31 * minute)).toBe(false);
    expect(isRepeated({ ...slow, levelBytes: 103 * mib }, 29 * minute)).toBe(false);
  });

  it('that is the end of a past one, levelling off, is not told within half an hour', () => {
    const onsets: number[] = [];
    const saturatesSince = (onset: number): boolean => onsets.push(onset) > 0;
    const slower = { rateBytesPerSecond: 20 * kib, levelBytes: 120 * mib, saturatesSince };
    expect(isRepeated(slower, 29 * minute)).toBe(true);
    expect(onsets).toEqual([past.onset]);
    expect(isRepeated(slower, 31 * minute)).toBe(false);
  });

  it('is compared with the last sixteen only', () => {
    const rises = new PastRises();
    rises.add(past);
    for (let other = 0; other < 16; other++) rises.add({ ...past, reachedBytes: mib });
    expect(rises.repeated(again, epoch + 60 * minute)).toBeUndefined();
  });
});

describe('a rise that shows by its sites alone', () => {
  it('is a past one again only where those were the same', () => {
    const bySites = { sites: ['cache'], bySites: true };
    expect(isRepeated(bySites, undefined, { sites: ['cache', 'pool'] })).toBe(true);
    expect(isRepeated(bySites, undefined, { sites: ['pool'] })).toBe(false);
  });

  it('is news where those of the past one are not known, or its own', () => {
    expect(isRepeated({ sites: ['cache'], bySites: true })).toBe(false);
    expect(isRepeated({ sites: [], bySites: true }, undefined, { sites: ['cache'] })).toBe(false);
    expect(isRepeated({ sites: ['cache'], bySites: false })).toBe(true);
  });
});
