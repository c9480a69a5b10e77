import { beforeEach, describe, expect, it } from 'vitest';
import { HolderWatch } from '../../src/monitoring/HolderWatch.ts';
import { FoundHolders } from '../../src/monitoring/leaks/FoundHolders.ts';
import type { HolderFinder, HolderSearch, SnapshotAttempt } from '../../src/sampling/HolderFinder.ts';
import type { LeakReport } from '../../src/wire/event.ts';

const minute = 60_000;
const settings = { enabled: true, interval: 2 * minute, maxPause: 5000 };
const leak = { id: 'leak', level: 'suspected', memory: 'heap' } as LeakReport;
const finding = {
  performed: true,
  snapshots: 3,
  holders: [{ path: 'cache', class: 'Map', entries: 7, share: 0.9, gained: undefined, fixIdea: 'bound it' }],
} as const;

/** A finder that does what a test says. */
class FakeFinder implements HolderFinder {
  readonly pauses: number[] = [];
  stops = 0;
  searches = 0;
  attempt: () => SnapshotAttempt | Promise<SnapshotAttempt> = () => ({ performed: true, pauseMs: 100 });
  search: () => HolderSearch | Promise<HolderSearch> = () => finding;

  async take(longestPauseMs: number): Promise<SnapshotAttempt> {
    this.pauses.push(longestPauseMs);
    return this.attempt();
  }

  async find(): Promise<HolderSearch> {
    this.searches += 1;
    return this.search();
  }

  stop(): void {
    this.stops += 1;
  }
}

let finder: FakeFinder;
let found: FoundHolders;
let watch: HolderWatch;
let time: number;

beforeEach(() => {
  finder = new FakeFinder();
  found = new FoundHolders();
  watch = new HolderWatch({ settings, finder, found });
  time = 0;
});

/** Looks every 10 s for a while, with so much told of the heap. */
async function pass(durationMs: number, report: LeakReport | undefined): Promise<void> {
  for (const end = time + durationMs; time < end; time += 10_000) {
    watch.follow(time, report);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the watch over holders', () => {
  it('takes three snapshots at the interval while a leak is suspected, and remembers whom they name', async () => {
    await pass(minute, undefined);
    expect(finder.pauses).toEqual([]);
    await pass(minute, leak);
    expect(finder.pauses).toEqual([5000]);
    await pass(minute, leak);
    expect(finder.pauses).toHaveLength(1);
    await pass(minute, leak);
    expect(finder.pauses).toHaveLength(2);
    expect(watch.takeNews()).toBe(false);
    await pass(2 * minute, leak);
    expect(finder.pauses).toHaveLength(3);
    expect(finder.searches).toBe(1);
    expect(found.of('leak')).toEqual({ snapshots: 3, holders: finding.holders });
    expect(watch.takeNews()).toBe(true);
    expect(watch.takeNews()).toBe(false);
    expect(watch.cost).toEqual({ taken: 3, pauseMs: 300, longestPauseMs: 100, problem: undefined });
  });

  it('searches once for a leak, and once in an hour', async () => {
    await pass(10 * minute, leak);
    expect(finder.pauses).toHaveLength(3);
    await pass(120 * minute, leak);
    expect(finder.pauses).toHaveLength(3);
    await pass(10 * minute, { ...leak, id: 'other' });
    expect(finder.pauses).toHaveLength(6);
    await pass(40 * minute, { ...leak, id: 'third' });
    expect(finder.pauses).toHaveLength(6);
    await pass(20 * minute, { ...leak, id: 'third' });
    expect(finder.pauses).toHaveLength(9);
  });

  it('gives up when the suspicion is withdrawn, and begins anew with the next one', async () => {
    await pass(3 * minute, leak);
    expect(finder.pauses).toHaveLength(2);
    await pass(minute, undefined);
    expect(finder.stops).toBe(1);
    await pass(6 * minute, leak);
    expect(finder.pauses).toHaveLength(5);
    expect(finder.searches).toBe(1);
  });

  it('does nothing where it is not allowed, or where nobody finds holders', async () => {
    watch = new HolderWatch({ settings: { ...settings, enabled: false }, finder, found });
    await pass(10 * minute, leak);
    watch = new HolderWatch({ settings, finder: undefined, found });
    await pass(10 * minute, leak);
    watch.stop();
    expect([finder.pauses.length, finder.stops]).toEqual([0, 0]);
  });

  it('does not search for a declared holder that is beyond its bound', async () => {
    await pass(10 * minute, { ...leak, level: 'confirmed', basis: 'holder' });
    expect(finder.pauses).toEqual([]);
  });

  it('says why a snapshot is refused, and tries again after ten minutes', async () => {
    finder.attempt = () => ({ performed: false, reason: 'There is no room.' });
    await pass(9 * minute, leak);
    expect(finder.pauses).toHaveLength(1);
    expect(watch.cost.problem).toBe('There is no room.');
    expect(found.refusalOf('leak')).toBe('There is no room.');
    expect(watch.takeNews()).toBe(true);
    await pass(3 * minute, leak);
    expect(finder.pauses).toHaveLength(2);
    // It is told once more when the reason is new, and not at each attempt.
    expect(watch.takeNews()).toBe(false);
    time += 10 * minute;
    finder.attempt = () => ({ performed: true, pauseMs: 1 });
    await pass(6 * minute, leak);
    expect(found.of('leak')).toBeDefined();
    expect(watch.cost.problem).toBeUndefined();
    expect(found.refusalOf('leak')).toBeUndefined();
    expect(watch.takeNews()).toBe(true);
  });

  it('makes do with two snapshots where the third is refused, and not with one', async () => {
    finder.attempt = () =>
      finder.pauses.length > 2
        ? { performed: false, reason: 'There is no room.' }
        : { performed: true, pauseMs: 1 };
    finder.search = () => ({ ...finding, snapshots: 2 });
    await pass(5 * minute, leak);
    expect(found.of('leak')?.snapshots).toBe(2);
    finder = new FakeFinder();
    finder.attempt = () =>
      finder.pauses.length > 1
        ? { performed: false, reason: 'There is no room.' }
        : { performed: true, pauseMs: 1 };
    watch = new HolderWatch({ settings, finder, found: new FoundHolders() });
    await pass(5 * minute, leak);
    expect([finder.searches, finder.stops]).toEqual([0, 1]);
  });

  it('says what came of a comparison that failed', async () => {
    finder.search = () => ({ performed: false, reason: 'It crashed.' });
    await pass(30 * minute, leak);
    expect(watch.cost.problem).toBe('It crashed.');
    expect(finder.searches).toBe(1);
    expect(found.refusalOf('leak')).toBe('It crashed.');
    expect(watch.takeNews()).toBe(true);
    expect(watch.takeNews()).toBe(false);
  });

  it('survives a finder that rejects', async () => {
    finder.attempt = () => Promise.reject(new Error('broken'));
    await pass(minute, leak);
    expect(watch.cost.problem).toBe('Holders cannot be looked for: broken.');
    expect(finder.stops).toBe(1);
  });

  it('waits for a snapshot that takes long, and takes no notice of it when it was stopped meanwhile', async () => {
    let finish = (_: SnapshotAttempt): void => undefined;
    finder.attempt = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    await pass(10 * minute, leak);
    expect(finder.pauses).toHaveLength(1);
    watch.stop();
    finish({ performed: true, pauseMs: 1 });
    await pass(minute, undefined);
    expect(finder.searches).toBe(0);
    finder.attempt = () => ({ performed: true, pauseMs: 1 });
    let end = (_: HolderSearch): void => undefined;
    finder.search = () =>
      new Promise((resolve) => {
        end = resolve;
      });
    await pass(10 * minute, leak);
    expect(finder.searches).toBe(1);
    watch.stop();
    end(finding);
    await pass(minute, undefined);
    expect(found.of('leak')).toBeUndefined();
  });
});

describe('what was found', () => {
  it('is kept of the last twenty leaks', () => {
    for (let index = 0; index < 25; index++) found.add(String(index), { snapshots: 3, holders: [] });
    expect(found.of('4')).toBeUndefined();
    expect(found.of('5')).toBeDefined();
  });
});
