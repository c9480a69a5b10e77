import { describe, expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import { Holders } from '../../src/monitoring/holders/Holders.ts';
import { LeakWatch, type LeakWatchOptions } from '../../src/monitoring/LeakWatch.ts';
import { monitorSettings } from '../../src/monitoring/monitorSettings.ts';
import type { AllocationObserver, ObservedSite, SiteLook } from '../../src/sampling/AllocationObserver.ts';
import type { Collection, Collector, GentleCollection } from '../../src/sampling/Collector.ts';
import type { HolderFinder } from '../../src/sampling/HolderFinder.ts';
import type { LeakReport } from '../../src/wire/event.ts';
import { toRow } from '../../src/wire/sample.ts';
import { epoch, kib, mib } from './simulation.ts';

const { leakDetection, probes } = monitorSettings({ probes: { gentle: true } });
const culprit: ObservedSite = {
  function: 'remember',
  file: 'cache.ts',
  line: 4,
  package: undefined,
  bytesPerSecond: 50 * kib,
  survival: 1,
  lowestSurvival: 0.9,
};

/** A quiet process that leaks from some second on, with whoever watches it. */
class Watched implements AllocationObserver {
  readonly watch: LeakWatch;
  readonly told: { readonly second: number; readonly report: LeakReport }[] = [];
  readonly problem: undefined;
  readonly readings: number[] = [];
  collections = 0;
  requests = 0;
  looks = 0;
  sampling = false;
  samplingBegan = Number.NaN;
  second = 0;
  readonly #marks: boolean;
  readonly #life: { readonly liveMib: number; readonly onset: number; readonly rateKib: number };
  /** Whether V8 ends a gentle collection before the look, by the number of the request. */
  isFaster: (request: number) => boolean = () => false;
  #gentleAt = Number.NaN;
  #onMarked: (() => void) | undefined;
  #onEnd: ((pauseMs: number) => void) | undefined;

  constructor(
    life: { readonly liveMib: number; readonly onset: number; readonly rateKib: number },
    options: Partial<LeakWatchOptions> & { readonly gentle?: boolean; readonly marks?: boolean } = {},
  ) {
    this.#life = life;
    this.#marks = options.marks === true;
    const collector: Collector = {
      collect: () => this.#collect(),
      loopUse: () => 0,
      ...(options.gentle && { collectGently: () => this.#collectGently() }),
      ...(options.marks && {
        markGently: (onMarked, onEnd) => {
          [this.#onMarked, this.#onEnd] = [onMarked, onEnd];
          return this.#collectGently();
        },
      }),
    };
    this.watch = new LeakWatch({ leakDetection, probes, collector, allocations: this, ...options });
  }

  get liveBytes(): number {
    const { liveMib, onset, rateKib } = this.#life;
    return liveMib * mib + rateKib * kib * Math.max(0, this.second - onset);
  }

  start(): boolean {
    this.sampling = true;
    this.samplingBegan = this.second;
    return true;
  }

  look(): SiteLook {
    this.looks += 1;
    this.#read();
    return {
      time: epoch + 1000 * this.second,
      observedSince: epoch + 1000 * this.samplingBegan,
      oldSurvivorBytes: this.#life.rateKib * kib * Math.max(0, this.second - this.samplingBegan - 40),
      liveBytes: this.liveBytes,
      // When it was nearly marked, little is left to do.
      pauseMs: ((this.#marks ? 0.1 : 0.7) * this.liveBytes) / mib,
    };
  }

  async sites(): Promise<readonly ObservedSite[]> {
    return [culprit];
  }

  stop(): void {
    this.sampling = false;
  }

  /** Lives until then, with a sample every 5 s. */
  async live(untilSeconds: number): Promise<this> {
    for (; this.second <= untilSeconds; this.second += 5) {
      if (this.second >= this.#gentleAt) {
        this.#gentleAt = Number.NaN;
        this.#finishGently();
      }
      const row = toRow({
        time: epoch + 1000 * this.second,
        oldUsedBytes: this.liveBytes + mib,
        newSpaceBytes: mib,
        heapLimitBytes: 4096 * mib,
      });
      for (const report of this.watch.addSample(row)) this.told.push({ second: this.second, report });
      await Promise.resolve();
      await Promise.resolve();
    }
    return this;
  }

  #collect(): Collection {
    this.collections += 1;
    this.#read();
    const pauseMs = (0.6 * this.liveBytes) / mib;
    return { performed: true, pauseMs, cpuMs: pauseMs };
  }

  #collectGently(): GentleCollection {
    this.requests += 1;
    this.#gentleAt = this.second + 2;
    return { requested: true, pauseMs: 5 };
  }

  /** The look that waits for it forces the collection that is a reading; else V8 ends it. */
  #finishGently(): void {
    const [onMarked, onEnd] = [this.#onMarked, this.#onEnd];
    [this.#onMarked, this.#onEnd] = [undefined, undefined];
    if (onMarked !== undefined && !this.isFaster(this.requests)) {
      onMarked();
      return;
    }
    this.#read();
    onEnd?.(12);
  }

  #read(): void {
    this.readings.push(this.second);
    this.watch.addReading({
      time: epoch + 1000 * this.second,
      liveBytes: this.liveBytes,
      externalBytes: 0,
      majorCollections: this.readings.length,
    });
  }
}

/** A finder that knows who it was. */
class KnowingFinder implements HolderFinder {
  taken = 0;
  stops = 0;

  async take() {
    this.taken += 1;
    return { performed: true, pauseMs: 2 } as const;
  }

  async find() {
    const gained = { name: 'Session', counts: [5, 6] };
    const holder = {
      path: 'globalThis.cache',
      class: 'Map',
      entries: 7,
      share: 0.9,
      gained,
      fixIdea: 'bound it',
    };
    return { performed: true, snapshots: 3, holders: [holder] } as const;
  }

  stop(): void {
    this.stops += 1;
  }
}

const young = { liveMib: 30, onset: 0, rateKib: 50 };

describe('everything around leaks', () => {
  it('suspects a leak from forced readings, samples allocations, and names who allocates', async () => {
    const watched = await new Watched(young).live(600);
    const first = watched.told[0]!;
    expect(first.report.level).toBe('suspected');
    expect(first.second).toBeLessThanOrEqual(300);
    expect(watched.sampling).toBe(true);
    expect(watched.looks).toBeGreaterThan(5);
    expect(watched.watch.detector.verdict().report?.sites[0]).toMatchObject({ function: 'remember' });
    const { probes: probed, sites } = watched.watch.cost;
    expect([probed.count, sites.looks]).toEqual([watched.collections, watched.looks]);
    expect(sites).toMatchObject({ problem: undefined, samplingMs: expect.any(Number) });
  });

  it('makes one pause of a reading and a look', async () => {
    const watched = await new Watched(young).live(900);
    const { samplingBegan } = watched;
    const after = watched.readings.filter((second) => second > samplingBegan);
    const gaps = after.slice(1).map((second, index) => second - after[index]!);
    expect(watched.collections + watched.looks).toBe(watched.readings.length);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(35);
  });

  it('lets a witness hear all that the verdicts come from', async () => {
    const heard: string[] = [];
    const hear = (kind: string) => () => void heard.push(kind);
    const watched = await new Watched(young, {
      now: () => 0,
      resources: { count: () => [{ kind: 'handle', type: 'TCPSocketWrap', count: 1 }], close: () => {} },
      modules: { loaded: () => 3, close: () => {} },
      witness: {
        addReading: hear('reading'),
        addSiteLook: hear('look'),
        setSites: hear('sites'),
        addResources: hear('resources'),
        addLoopUse: hear('loop use'),
        addModules: hear('modules'),
      },
    }).live(600);
    const times = (kind: string): number => heard.filter((each) => each === kind).length;
    expect([times('reading'), times('look')]).toEqual([watched.readings.length, watched.looks]);
    expect(times('sites')).toBeGreaterThan(5);
    expect([times('resources'), times('modules')]).toEqual([61, 61]);
  });

  it('has a verdict on what is never closed, at every sensitivity', async () => {
    let watched: Watched | undefined;
    const count = () => [{ kind: 'handle', type: 'FSEventWrap', count: watched?.second ?? 0 }] as const;
    watched = new Watched({ ...young, rateKib: 0 }, { resources: { count, close: () => {} } });
    await watched.live(400);
    expect(watched.told.map(({ report }) => report.resource?.type)).toEqual(['FSEventWrap']);
    const { watch } = watched;
    expect(watch.detector.verdict().level).toBe('none');
    expect(watch.verdict()).toMatchObject({ level: 'suspected', memory: 'native' });
    expect(watch.verdict('high').report?.resource?.type).toBe('FSEventWrap');
    expect(watch.verdict('low').level).toBe('none');
  });

  it('names timers that grow with the heap, long before their number is told by itself', async () => {
    let watched: Watched | undefined;
    const count = (type: string) => ({
      kind: 'handle' as const,
      type,
      count: 40 + 8 * (watched?.second ?? 0),
    });
    watched = new Watched(young, {
      resources: { count: () => [count('Timeout'), count('TCPSocketWrap')], close: () => {} },
    });
    await watched.live(400);
    expect(watched.told).toHaveLength(1);
    const { report } = watched.told[0]!;
    expect(report).toMatchObject({ level: 'suspected', memory: 'heap', resource: { type: 'Timeout' } });
    expect(report.evidence.join(' ')).toMatch(/Timers: [\d,]+ → [\d,]+ in \d min\./);
    expect(report.evidence.join(' ')).not.toContain('sockets');
    expect(report.advice).toContain('Call clearInterval() or clearTimeout()');
    const verdict = watched.watch.verdict();
    expect(verdict.report).toMatchObject({ memory: 'heap', resource: { type: 'Timeout' } });
    expect(verdict.reasons.join(' ')).toContain('Timers: ');
  });

  it('knows of stores of buffers that are declared: they may fill, and not exceed their bound', () => {
    const faults = new FaultLog(undefined, () => 0);
    const levels = (mostMib: number, declared: boolean): string[] => {
      let held = 0;
      const holders = new Holders(faults);
      if (declared) {
        holders.register({
          name: 'bodies',
          entries: () => held,
          bytes: () => held * mib,
          maxBytes: 40 * mib,
          memory: 'external',
        });
      }
      const watch = new LeakWatch({ leakDetection, holders });
      const told: string[] = [];
      for (let second = 0; second <= 1200; second += 5) {
        held = Math.min(mostMib, second / 20);
        const time = epoch + 1000 * second;
        const externalBytes = (3 + held) * mib;
        if (second % 30 === 0) {
          watch.addReading({ time, liveBytes: 60 * mib, externalBytes, majorCollections: second });
        }
        const row = toRow({ time: time + 2000, externalBytes, arrayBufferBytes: externalBytes - mib });
        for (const { level, memory, basis } of watch.addSample(row)) {
          told.push(basis ? `${level} ${memory} ${basis}` : `${level} ${memory}`);
        }
      }
      return told;
    };
    expect(levels(40, true)).toEqual([]);
    expect(levels(40, false)[0]).toBe('suspected external');
    expect(levels(60, true)).toEqual(['suspected external', 'confirmed external holder']);
  });

  it('leaves allocations alone in a process that does not grow', async () => {
    const watched = await new Watched({ ...young, rateKib: 0 }).live(3600);
    expect([watched.sampling, watched.looks, watched.told]).toEqual([false, 0, []]);
  });

  it.each([0, 3600, 3615])(
    'suspects a leak in a large heap within five minutes of its onset after %d s, without one long pause',
    async (onset) => {
      const large = { liveMib: 300, onset, rateKib: 50 };
      const watched = await new Watched(large, { gentle: true }).live(onset + 330);
      expect(watched.told[0]?.report.level).toBe('suspected');
      expect(watched.told[0]!.second - onset).toBeLessThanOrEqual(300);
      expect([watched.collections, watched.looks]).toEqual([0, 0]);
      expect(watched.requests).toBeGreaterThan(4);
      expect(watched.watch.cost.gentle.cpuMs).toBeLessThanOrEqual(0.01 * 1000 * (onset + 330));
    },
  );

  it('samples nothing where probes are off or impossible, since nobody would look', async () => {
    for (const options of [
      { probes: { ...probes, mode: 'off' } as const },
      { probes: undefined },
      { collector: undefined },
    ]) {
      const watched = new Watched(young, options);
      const reading = (): void => {
        const { second, liveBytes } = watched;
        const time = epoch + 1000 * second;
        watched.watch.addReading({ time, liveBytes, externalBytes: 0, majorCollections: second });
      };
      for (let second = 0; second <= 400; second += 20) {
        await watched.live(second);
        reading();
      }
      expect(watched.told.map(({ report }) => report.level)).toEqual(['suspected']);
      expect([watched.sampling, watched.collections]).toEqual([false, 0]);
    }
  });

  it('says nothing where detection is turned off', async () => {
    const watched = await new Watched(young, { leakDetection: { ...leakDetection, enabled: false } }).live(
      600,
    );
    expect(watched.told).toEqual([]);
  });

  it('tells of a leak again when it is known who holds it, and from then on', async () => {
    const finder = new KnowingFinder();
    const snapshots = { enabled: true, interval: 60_000, maxPause: 5000 };
    const watched = new Watched(
      { ...young, onset: 1200 },
      { leakDetection: { ...leakDetection, holdersDeclared: true, snapshots }, holderFinder: finder },
    );
    await watched.live(1700);
    const [first, again] = watched.told.map(({ report }) => report);
    expect(first).toMatchObject({ level: 'suspected' });
    expect(first).not.toHaveProperty('holder');
    expect(again).toMatchObject({
      id: first!.id,
      level: 'suspected',
      holder: { path: 'globalThis.cache', class: 'Map', entries: 7 },
      advice: 'Look at globalThis.cache: bound it.',
    });
    expect(again!.evidence).toContainEqual(
      expect.stringMatching(/^Held by globalThis\.cache \(Map\), 7 entries/),
    );
    expect(watched.watch.detector.verdict().report?.holder?.path).toBe('globalThis.cache');
    expect(watched.watch.cost.snapshots).toMatchObject({ taken: 3, pauseMs: 6 });
    await watched.live(3600);
    expect(watched.told.map(({ report }) => report.level)).toEqual(['suspected', 'suspected', 'confirmed']);
    expect(watched.told.at(-1)!.report).toMatchObject({
      holder: { path: 'globalThis.cache' },
    });
    watched.watch.stop();
    expect(finder.stops).toBe(0);
  });

  it('takes no heap snapshots by default', async () => {
    const finder = new KnowingFinder();
    await new Watched(young, { holderFinder: finder }).live(600);
    expect(finder.taken).toBe(0);
  });

  it('ends a search for a holder when it is stopped', async () => {
    const finder = new KnowingFinder();
    const watched = new Watched(young, {
      leakDetection: { ...leakDetection, snapshots: { enabled: true, interval: 3_600_000, maxPause: 5000 } },
      holderFinder: finder,
    });
    await watched.live(600);
    expect(finder.taken).toBe(1);
    watched.watch.stop();
    expect(finder.stops).toBe(1);
  });

  it('stops sampling when it is stopped', async () => {
    const watched = await new Watched(young).live(600);
    watched.watch.stop();
    expect(watched.sampling).toBe(false);
  });
});

describe('a heap whose looks would take too long', () => {
  it('is not sampled for nothing, and it is said why there are no sites', async () => {
    const watched = new Watched({ liveMib: 300, onset: 0, rateKib: 50 }, { gentle: true });
    const refusals = new Set<string | undefined>();
    for (let second = 0; second <= 400; second += 5) {
      await watched.live(second);
      refusals.add(watched.watch.cost.probes.refusal);
    }
    expect(watched.watch.detector.wantsSites).toBe(true);
    expect([watched.sampling, watched.watch.cost.sites.samplingMs]).toEqual([false, 0]);
    expect(refusals).toContainEqual(
      expect.stringMatching(/^A look at who allocates would pause for about 2\d\d ms/),
    );
  });
});

describe('a heap whose looks ride on gentle collections', () => {
  const onset = 3600;
  const large = { liveMib: 300, onset, rateKib: 50 };
  const marking = { gentle: true, marks: true } as const;

  it('has who leaks named, without one long pause', async () => {
    const watched = await new Watched(large, marking).live(onset + 600);
    const [first] = watched.told;
    expect(first!.report.level).toBe('suspected');
    expect(first!.second - onset).toBeLessThanOrEqual(300);
    expect(watched.watch.detector.verdict().report?.sites[0]).toMatchObject({ function: 'remember' });
    expect(watched.looks).toBeGreaterThan(5);
    expect(watched.collections).toBe(0);
    const { gentle, sites } = watched.watch.cost;
    expect([gentle.count, sites.looks]).toEqual([watched.requests, watched.looks]);
    expect(gentle.cpuMs).toBeLessThanOrEqual(0.01 * 1000 * (onset + 600));
    expect(sites.longestPauseMs).toBeLessThan(50);
  });

  it('is looked at all the same where V8 is now and then faster', async () => {
    const watched = new Watched(large, marking);
    watched.isFaster = (request) => request % 3 === 0;
    await watched.live(onset + 600);
    expect(watched.told[0]!.report.level).toBe('suspected');
    expect(watched.looks).toBeGreaterThan(5);
    expect(watched.watch.cost.gentle.longestPauseMs).toBe(12);
    expect(watched.readings.length).toBeGreaterThan(watched.looks);
  });

  it('is suspected from its readings where V8 is always faster, and nobody is named', async () => {
    const watched = new Watched(large, marking);
    watched.isFaster = () => true;
    await watched.live(onset + 600);
    expect(watched.told[0]!.report).toMatchObject({ level: 'suspected', sites: [] });
    expect([watched.looks, watched.collections]).toEqual([0, 0]);
  });

  it('is not sampled while it does not grow', async () => {
    const watched = await new Watched({ ...large, rateKib: 0 }, marking).live(3600);
    expect([watched.sampling, watched.looks, watched.told]).toEqual([false, 0, []]);
  });
});
