import { describe, expect, it } from 'vitest';
import type { DeclaredHolders, OverdueObjects } from '../../src/monitoring/holders/Holder.ts';
import { leakSentences } from '../../src/reporting/words/leakSentences.ts';
import { siteOf, type ToldAt, ToldProcess } from '../monitoring/leakStory.ts';
import { kib, mib } from '../monitoring/simulation.ts';

const most = 2500;
const perSecond = 10;

interface Sessions {
  /** When the first one is kept. */
  readonly from: number;
  /** When nothing is kept any more; all that was kept goes at once. */
  readonly mended?: number;
  /** When no more come, and all stay that are there. */
  readonly rest?: number;
  readonly sitesUntil?: number;
}

/** 6 kB for each of ten sessions a second, which are expected to be gone, and kept. */
function shop({ from, mended = Infinity, rest = Infinity, sitesUntil = 0 }: Sessions): ToldProcess {
  let second = 0;
  const keptAt = (at: number): number =>
    at >= mended ? 0 : Math.max(0, perSecond * (Math.min(at, rest) - from));
  const holders: DeclaredHolders = {
    count: 0,
    heldBytes: () => 0,
    filling: [],
    exceeded: [],
    get overdue(): readonly OverdueObjects[] {
      const kept = keptAt(second - 60);
      if (kept === 0 || second >= mended) return [];
      const count = Math.min(most, kept);
      const notFollowed = keptAt(second) - Math.min(most, keptAt(second));
      return [{ reason: 'session closed', count, sinceMs: 1000 * (second - from), notFollowed }];
    },
  };
  const told = new ToldProcess({
    holders,
    liveBytes: (at) => 60 * mib + 6 * kib * keptAt(at),
    sites: (at) => (at < sitesUntil ? [siteOf('Session', 60)] : undefined),
    survivorBytes: (at) => (at < sitesUntil ? 6 * kib * keptAt(at - 40) : undefined),
  });
  const look = told.detector.look.bind(told.detector);
  told.detector.look = () => {
    const reports = look();
    second += 10;
    return reports;
  };
  return told;
}

const levels = (told: readonly ToldAt[]): string[] => told.map(({ level }) => level);

describe('more objects that were expected to go than are followed', () => {
  it('are no sign that a leak has ended', () => {
    const { told } = shop({ from: 100 }).until(3000);
    expect(levels(told)).toEqual(['suspected', 'confirmed']);
  });

  it('are told as at least so many, and so many more', () => {
    const { told } = shop({ from: 100 }).until(700);
    const confirmed = told.at(-1)!;
    expect(confirmed).toMatchObject({ level: 'confirmed', holder: { entries: 2500, isAtLeast: true } });
    expect(confirmed.evidence.join(' ')).toMatch(
      /At least 2,500 objects that were expected to be gone are still there, and [1-9],?\d+ more that were not followed may be: "session closed"\./,
    );
    expect(leakSentences(confirmed)[0]).toBe(
      'holder   session closed (expected to be gone), at least 2,500 entries',
    );
  });

  it('are one where no more come', () => {
    const { told } = shop({ from: 100, rest: 900 }).until(3000);
    expect(levels(told).slice(0, 2)).toEqual(['suspected', 'confirmed']);
    expect(told.at(-1)!.level).toBe('withdrawn');
  });
});

describe('a leak of overdue objects', () => {
  it('is told under one id, whatever else is known of it', () => {
    const early = shop({ from: 100 }).until(700).told;
    const withSites = shop({ from: 100, sitesUntil: 700 }).until(700).told;
    expect(withSites[0]!.sites).toHaveLength(1);
    expect(early[0]!.sites).toHaveLength(0);
    const ids = [...early, ...withSites].map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
  });

  it('has advice that fits while it is a suspicion, too', () => {
    const [suspected] = shop({ from: 100 }).until(400).told;
    expect(suspected!.level).toBe('suspected');
    expect(suspected!.advice).toBe(
      'Take a heap snapshot, and see who refers to one of the objects of "session closed".',
    );
  });

  it('is over at once where the objects go and the heap falls, with what has happened', () => {
    const { told } = shop({ from: 100, mended: 900, sitesUntil: 900 }).until(1000);
    expect(levels(told)).toEqual(['suspected', 'confirmed', 'withdrawn']);
    const withdrawn = told[2]!;
    expect(withdrawn.id).toBe(told[0]!.id);
    expect(withdrawn.evidence[0]).toBe(
      'The objects that were expected to be gone are gone: "session closed".',
    );
    expect(withdrawn.evidence[1]).toMatch(/^The live heap has fallen by 45(\.\d)? MB to 60 MB\.$/);
    expect(withdrawn.grownBytes / mib).toBeGreaterThan(35);
    // The last reading before that was 30 s old.
    expect(withdrawn.stoppedForMs).toBe(1000 * (withdrawn.at - 870));
    expect(withdrawn.rateBytesPerSecond).toBeLessThanOrEqual(0);
    expect(withdrawn.sites.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([0]);
    expect(leakSentences(withdrawn).join(' ')).not.toContain('kB/s');
  });
});

describe('growth of the heap that has come down', () => {
  it('is withdrawn as a fall, with its height and when that was', () => {
    const story = new ToldProcess({
      liveBytes: (second) => (60 + Math.max(0, second < 1800 ? second - 1200 : 0) / 10) * mib,
    }).until(2400);
    expect(story.levels).toEqual(['suspected', 'withdrawn']);
    const { evidence, stoppedForMs, at, rateBytesPerSecond } = story.told[1]!;
    expect(evidence[0]).toBe('The live heap has fallen by 57 MB to 60 MB.');
    expect(evidence.join(' ')).not.toContain('flat over');
    expect(stoppedForMs).toBe(1000 * (at - 1770));
    expect(rateBytesPerSecond).toBeLessThanOrEqual(0);
  });

  it('is not said to grow by the verdict of the moment', () => {
    const story = new ToldProcess({
      liveBytes: (second) => (60 + Math.max(0, second < 1800 ? second - 1200 : 0) / 10) * mib,
    }).until(1810);
    const { level, reasons, report } = story.detector.verdict();
    expect(level).toBe('suspected');
    expect(reasons[0]).toBe('The live heap has fallen by 57 MB to 60 MB. Told before:');
    expect(report).toMatchObject({ rateBytesPerSecond: 0 });
    expect(report).not.toHaveProperty('outOfMemory');
  });
});

describe('bytes, time and pace of one sentence', () => {
  it('agree where readings are few and uneven', () => {
    // As recorded of a declared holder beyond its bound: early readings close together, then a few late ones.
    const at = [100, 110, 120, 200, 260, 270, 280, 290];
    const holders: DeclaredHolders = {
      count: 1,
      heldBytes: () => 0,
      filling: [],
      exceeded: [{ name: 'jobs', memory: 'heap', entries: 3405, bound: '1,000 entries' }],
    };
    const story = new ToldProcess({
      holders,
      between: 10,
      liveBytes: (second) => (at.includes(second) ? (60 + 0.08 * second) * mib : undefined),
    }).until(310);
    const confirmed = story.told.find(({ level }) => level === 'confirmed')!;
    const { grownBytes, sinceMs, rateBytesPerSecond } = confirmed;
    expect(grownBytes / ((rateBytesPerSecond * sinceMs) / 1000)).toBeCloseTo(1, 2);
    expect(grownBytes / mib).toBeCloseTo(0.08 * (sinceMs / 1000), 1);
  });
});
