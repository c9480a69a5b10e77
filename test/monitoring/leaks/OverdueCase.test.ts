import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import type { DeclaredHolders, OverdueObjects } from '../../../src/monitoring/holders/Holder.ts';
import { LeakDetector } from '../../../src/monitoring/LeakDetector.ts';
import { OverdueCase, overdueSentences } from '../../../src/monitoring/leaks/OverdueCase.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import type { ObservedSite } from '../../../src/sampling/AllocationObserver.ts';
import type { LeakReport } from '../../../src/wire/event.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch, kib, mib } from '../simulation.ts';

const reason = 'session closed';

function overdueOf(count: number, more: Partial<OverdueObjects> = {}): OverdueObjects[] {
  return count === 0 ? [] : [{ reason, count, sinceMs: 120_000, notFollowed: 0, ...more }];
}

const noHolders: DeclaredHolders = { count: 0, heldBytes: () => 0, filling: [], exceeded: [] };

interface Told extends LeakReport {
  readonly at: number;
}

/** Looks every 10 s at as many overdue objects as the function says, while the heap grows by 10 kB/s. */
function looks(countAt: (second: number) => number, seconds: number): Told[] {
  let overdue: OverdueObjects[] = [];
  const liveSizes = new MinimumSeries({ size: 1000, blockMs: 10_000 });
  const holders: DeclaredHolders = {
    ...noHolders,
    get overdue() {
      return overdue;
    },
  };
  const told: Told[] = [];
  const overdueCase = new OverdueCase({ holders }, liveSizes);
  for (let second = 0; second <= seconds; second += 10) {
    overdue = overdueOf(countAt(second), { sinceMs: 1000 * second });
    liveSizes.add(epoch + second * 1000, 60 * mib + second * 10 * kib);
    for (const report of overdueCase.look(epoch + second * 1000)) told.push({ ...report, at: second });
    const last = told.at(-1)?.level;
    expect(overdueCase.report?.level).toBe(last === 'confirmed' ? 'confirmed' : undefined);
  }
  return told;
}

describe('objects that are overdue', () => {
  it('are a leak once they have become more for five minutes', () => {
    const told = looks((second) => Math.floor(second / 10), 900);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      at: 320,
      level: 'confirmed',
      basis: 'holder',
      memory: 'heap',
      holder: { path: reason, class: 'expected to be gone', entries: 32 },
    });
    expect(told[0]!.rateBytesPerSecond / kib).toBeCloseTo(10, 1);
    expect(told[0]!.evidence[0]).toBe(
      '32 objects that were expected to be gone are still there: "session closed".',
    );
    expect(told[0]!.evidence[1]).toBe('Their number has grown from 1 in 5 min, and has not fallen.');
    expect(told[0]!.evidence.at(-1)).toBe(
      'Who allocates them is not known: that is told with growth of the heap, of which none is told yet.',
    );
    expect(told[0]!.id).toMatch(/^[0-9a-f]{8}$/);
  });

  it.each<[string, (second: number) => number]>([
    ['stay as many as they are', () => 500],
    ['are fewer than ten', (second) => Math.min(9, second / 60)],
    ['came in two steps', (second) => (second < 200 ? 0 : second < 400 ? 100 : 200)],
    ['go every four minutes', (second) => second % 240],
    ['are none', () => 0],
  ])('are no leak where they %s', (_what, count) => {
    expect(looks((second) => Math.floor(count(second)), 3600)).toEqual([]);
  });

  it('are withdrawn when they have not become more for ten minutes, and told when they do again', () => {
    const told = looks((second) => Math.floor(Math.min(second, 600 + Math.max(0, second - 2000)) / 10), 3000);
    expect(told.map(({ level, at }) => [level, at])).toEqual([
      ['confirmed', 320],
      ['withdrawn', 1200],
      ['confirmed', 2310],
    ]);
    expect(told[1]!.evidence[0]).toContain('have not become more (60 are there)');
    expect(told[1]).not.toHaveProperty('basis');
  });

  it('are withdrawn when they go', () => {
    const told = looks((second) => (second < 500 ? second : 0), 600);
    expect(told.map(({ level }) => level)).toEqual(['confirmed', 'withdrawn']);
    expect(told[1]!.evidence).toEqual([
      'The objects that were expected to be gone are gone: "session closed".',
    ]);
    const few = looks((second) => (second < 500 ? second : 3), 600);
    expect(few.map(({ level }) => level)).toEqual(['confirmed', 'withdrawn']);
  });

  it('are told in words', () => {
    expect(overdueSentences(undefined)).toEqual([]);
    expect(overdueSentences(overdueOf(1))).toEqual([
      '1 object that was expected to be gone is still there: "session closed".',
    ]);
    expect(overdueSentences(overdueOf(2500, { notFollowed: 12_000 }))).toEqual([
      'At least 2,500 objects that were expected to be gone are still there, and 12,000 more that were not followed may be: "session closed".',
    ]);
  });
});

describe('a detector', () => {
  interface Surroundings {
    readonly holders?: DeclaredHolders;
    readonly sites?: readonly ObservedSite[];
    readonly leakKib?: number;
  }

  function detected({ holders, sites, leakKib = 50 }: Surroundings, minutes = 60) {
    const { configuration } = resolveConfiguration({});
    const detector = new LeakDetector(configuration.leakDetection, { holders });
    const told: LeakReport[] = [];
    for (let second = 0; second <= minutes * 60; second += 5) {
      const time = epoch + second * 1000;
      const liveBytes = 60 * mib + Math.max(0, second - 1200) * leakKib * kib;
      if (second % 30 === 0) {
        detector.addReading({ time, liveBytes, externalBytes: 0, majorCollections: 1 + second / 30 });
        if (sites) {
          const oldSurvivorBytes = liveBytes - 60 * mib;
          detector.addSiteLook({ time, observedSince: epoch, oldSurvivorBytes, liveBytes, pauseMs: 20 });
          detector.setSites(sites);
        }
      }
      detector.addSample(toRow({ time, heapLimitBytes: 4096 * mib }));
      if (second % 10 === 0) told.push(...detector.look());
    }
    return { told, detector };
  }

  const site = (file: string, name: string | undefined): ObservedSite => ({
    function: 'set',
    file,
    line: 1,
    package: name,
    bytesPerSecond: 50 * kib,
    survival: 1,
    lowestSurvival: 0.99,
  });

  it('does not confirm growth that is all in a cache that cannot grow without end', () => {
    const sites = [site('node_modules/mnemonist/lru-cache.js', 'mnemonist')];
    expect(detected({ sites }).told.map(({ level }) => level)).toEqual(['suspected']);
  });

  it('confirms growth beside such a cache', () => {
    const sites = [
      site('node_modules/mnemonist/lru-cache.js', 'mnemonist'),
      site('src/sessions.js', undefined),
    ];
    expect(detected({ sites }).told.map(({ level }) => level)).toEqual(['suspected', 'confirmed']);
  });

  it('has a verdict on objects that are overdue, whatever the heap does', () => {
    let second = 0;
    const holders: DeclaredHolders = {
      ...noHolders,
      get overdue() {
        second += 10;
        return overdueOf(second);
      },
    };
    const { told, detector } = detected({ holders, leakKib: 0 }, 10);
    expect(told.map(({ level }) => level)).toEqual(['confirmed']);
    const verdict = detector.verdict();
    expect(verdict).toMatchObject({ level: 'confirmed', memory: 'heap' });
    expect(verdict.reasons[0]).toContain('expected to be gone');
  });

  it('tells of objects that are overdue with the growth of the heap', () => {
    const holders: DeclaredHolders = { ...noHolders, overdue: overdueOf(500) };
    const { told } = detected({ holders }, 30);
    expect(told[0]!.evidence).toContain(
      '500 objects that were expected to be gone are still there: "session closed".',
    );
  });
});
