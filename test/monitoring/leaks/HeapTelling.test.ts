import { describe, expect, it } from 'vitest';
import type { DeclaredHolders } from '../../../src/monitoring/holders/Holder.ts';
import { IncidentLog } from '../../../src/monitoring/IncidentLog.ts';
import type { LeakReport, MemoryEvent } from '../../../src/wire/event.ts';
import { type LeakStory, siteOf, ToldProcess } from '../leakStory.ts';
import { epoch, kib, mib } from '../simulation.ts';

const onsetSecond = 1200;

interface Overdue {
  /** How many are overdue at a second. */
  readonly countAt: (second: number) => number;
  readonly leakKib?: number;
  /** When the heap stops to grow. */
  readonly endSecond?: number;
  /** Whether allocations are looked at. */
  readonly looksAtSites?: boolean;
  readonly limitMib?: number;
}

/** A heap that grows from the twentieth minute on, and objects that are overdue, looked at each 10 s. */
function processWith({
  countAt,
  leakKib = 50,
  endSecond = Number.POSITIVE_INFINITY,
  looksAtSites = true,
  limitMib = 400,
}: Overdue): ToldProcess {
  let looks = 0;
  const holders: DeclaredHolders = {
    count: 0,
    heldBytes: () => 0,
    filling: [],
    exceeded: [],
    get overdue() {
      const count = Math.floor(countAt(10 * looks));
      return count > 0 ? [{ reason: 'session closed', count, sinceMs: 120_000, notFollowed: 0 }] : [];
    },
  };
  const grown = (second: number): number =>
    Math.max(0, Math.min(second, endSecond) - onsetSecond) * leakKib * kib;
  const story: LeakStory = {
    liveBytes: (second) => 60 * mib + grown(second),
    survivorBytes: (second) => (looksAtSites ? grown(second) : undefined),
    sites: () => [siteOf('remember', leakKib)],
    holders,
    limitMib,
  };
  const told = new ToldProcess(story);
  const look = told.detector.look.bind(told.detector);
  told.detector.look = () => {
    const reports = look();
    looks += 1;
    return reports;
  };
  return told;
}

const risingFrom =
  (second: number, until = Number.POSITIVE_INFINITY) =>
  (now: number): number =>
    now > until ? 0 : Math.max(0, now - second) / 5;

function incidentsOf(told: readonly (LeakReport & { readonly at: number })[]) {
  const log = new IncidentLog();
  for (const report of told) {
    const type = `memory:leak_${report.level}` as const;
    log.record('1', { time: epoch + 1000 * report.at, type, payload: report } as MemoryEvent);
  }
  return log.incidents();
}

describe('growth of the heap and objects that are overdue', () => {
  it('are one incident: suspected by the growth, confirmed by the objects, with the sites', () => {
    const { told } = processWith({ countAt: risingFrom(1300) }).until(1750);
    expect(told.map(({ level }) => level)).toEqual(['suspected', 'confirmed']);
    const [suspected, confirmed] = told as unknown as [LeakReport, LeakReport];
    expect(confirmed.id).toBe(suspected.id);
    expect(confirmed).toMatchObject({
      basis: 'holder',
      holder: { path: 'session closed', class: 'expected to be gone' },
      sites: [{ function: 'remember' }],
      confidence: 0.99,
    });
    expect(confirmed.rateBytesPerSecond / kib).toBeCloseTo(50, 0);
    expect(confirmed.evidence[0]).toMatch(/^The live heap has grown|^What is allocated and outlives/);
    expect(confirmed.evidence[1]).toMatch(
      /^Objects that were expected to be gone confirm it \("session closed"\): their number has grown from \d+ in 5 min, and has not fallen\.$/,
    );
    expect(confirmed.evidence.join(' ')).not.toContain('Not told yet');
    expect(confirmed.advice).toContain('refers to one of these objects');
    expect(incidentsOf(told)).toHaveLength(1);
  });

  it('keep the forecast and the end of the growth', () => {
    const { told } = processWith({ countAt: risingFrom(1300), looksAtSites: false }).until(1750);
    expect(told.map(({ level }) => level)).toEqual(['suspected', 'confirmed']);
    expect(told[1]!.outOfMemory).toMatchObject({ limit: 'heap' });
    expect(told[1]!.evidence.at(-1)).toMatch(/^At this pace the heap is full in about/);
  });

  it('are told as one in the verdict of the moment, too', () => {
    const { told, detector } = processWith({ countAt: risingFrom(1300) }).until(1750);
    const { level, report } = detector.verdict();
    expect(level).toBe('confirmed');
    expect(report).toMatchObject({ id: told[0]!.id, basis: 'holder', sites: [{ function: 'remember' }] });
    expect(detector.present().map(({ id }) => id)).toEqual([told[0]!.id]);
  });

  it('are one incident where the objects come first', () => {
    const { told } = processWith({ countAt: risingFrom(600) }).until(1750);
    expect(told.map(({ level, sites }) => [level, sites.length])).toEqual([
      ['confirmed', 0],
      ['confirmed', 1],
    ]);
    expect(told[1]!.evidence.join(' ')).not.toContain('Not told yet');
    expect(incidentsOf(told)).toHaveLength(1);
  });

  it('are over when both are', () => {
    const { told } = processWith({ countAt: risingFrom(1300, 2000), endSecond: 2000 }).until(4000);
    const levels = told.map(({ level }) => level);
    expect(levels.slice(0, 2)).toEqual(['suspected', 'confirmed']);
    expect(levels.at(-1)).toBe('withdrawn');
    const incidents = incidentsOf(told);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
    expect(incidents.every(({ closedBy }) => closedBy === 'withdrawn')).toBe(true);
  });

  it('are confirmed as long as the objects become more, whatever the heap does', () => {
    const { told } = processWith({ countAt: risingFrom(1300), endSecond: 1800 }).until(4000);
    expect(told.map(({ level }) => level)).toEqual(['suspected', 'confirmed']);
  });

  it('say at the end that the objects are gone that had confirmed it and had rested before', () => {
    const rising = risingFrom(1300);
    const countAt = (second: number): number => (second < 2600 ? rising(Math.min(second, 1750)) : 0);
    const { told } = processWith({ countAt, endSecond: 2600 }).until(3600);
    expect(told.slice(0, 2).map(({ level }) => level)).toEqual(['suspected', 'confirmed']);
    const withdrawn = told.at(-1)!;
    expect(withdrawn).toMatchObject({ level: 'withdrawn', id: told[0]!.id });
    expect(withdrawn.evidence).toContain(
      'The objects that were expected to be gone are gone: "session closed".',
    );
  });

  it('are a suspicion again where the objects go and the heap goes on', () => {
    const { told } = processWith({ countAt: risingFrom(1300, 1750) }).until(1900);
    expect(told.map(({ level }) => level)).toEqual(['suspected', 'confirmed', 'suspected']);
    expect(told[2]!.evidence.slice(1, 3)).toEqual([
      'The objects that were expected to be gone are gone: "session closed".',
      'The heap grows nevertheless, which alone is a suspicion.',
    ]);
    expect(told[2]).not.toHaveProperty('basis');
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });
});
