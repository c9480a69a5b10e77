import { describe, expect, it, vi } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { MemoryMonitorOptions } from '../../src/monitoring/MemoryMonitorOptions.ts';
import { FakeLogger, FakeTime, kib, mib, ProbedSource } from './simulation.ts';

const minuteMs = 60_000;

/** A monitored process that fills a store of 5 KB an entry, and leaks as well where it is told to. */
class Process {
  readonly time: FakeTime = new FakeTime();
  readonly logger: FakeLogger = new FakeLogger();
  readonly levels: string[] = [];
  readonly monitor: MemoryMonitor;
  entriesPerSecond = 10;
  leakPerSecond = 0;
  otherBytes = 60 * mib;
  #entries = 0;
  #last = 0;

  constructor(options: MemoryMonitorOptions = {}) {
    const source = new ProbedSource(this.time, (ms) => this.#liveBytes(ms), { heapLimitBytes: 2048 * mib });
    this.monitor = new MemoryMonitor({
      source,
      timers: this.time,
      now: this.time.now,
      logger: this.logger,
      ...options,
    });
    this.monitor.onMemoryLeak(({ level }) => this.levels.push(level));
  }

  get entries(): number {
    return Math.floor(this.#entries);
  }

  /** The first quarter of an hour is quiet. */
  settle(): this {
    const { entriesPerSecond, leakPerSecond } = this;
    Object.assign(this, { entriesPerSecond: 0, leakPerSecond: 0 });
    this.monitor.start();
    this.time.pass(15 * minuteMs);
    return Object.assign(this, { entriesPerSecond, leakPerSecond });
  }

  prune(share: number): void {
    this.#entries -= Math.round(share * this.entries);
  }

  #liveBytes(ms: number): number {
    const seconds = (ms - this.#last) / 1000;
    this.#last = ms;
    this.#entries += seconds * this.entriesPerSecond;
    this.otherBytes += seconds * this.leakPerSecond;
    return this.otherBytes + this.entries * 5 * kib;
  }
}

describe('a store that fills', () => {
  it('is suspected where nobody has declared it', () => {
    const process = new Process().settle();
    process.time.pass(8 * minuteMs);
    expect(process.levels).toEqual(['suspected']);
  });

  it.each([false, true])('is not suspected where it is declared (with its bytes: %s)', (withBytes) => {
    const process = new Process();
    process.monitor.registerHolder({
      name: 'sessions',
      entries: () => process.entries,
      maxEntries: 100_000,
      ...(withBytes && { bytes: () => process.entries * 5 * kib }),
    });
    process.settle().time.pass(20 * minuteMs);
    expect(process.levels).toEqual([]);
  });

  it('hides no leak beside it that is there when the store is full', () => {
    const process = new Process();
    process.monitor.registerHolder({ name: 'sessions', entries: () => process.entries, maxEntries: 6000 });
    process.settle().time.pass(8 * minuteMs);
    process.entriesPerSecond = 0;
    process.leakPerSecond = 50 * kib;
    process.time.pass(8 * minuteMs);
    expect(process.levels).toEqual(['suspected']);
  });

  it('hides no leak beside it at all where it says how many bytes it holds', () => {
    const process = new Process();
    process.leakPerSecond = 50 * kib;
    process.monitor.registerHolder({
      name: 'sessions',
      entries: () => process.entries,
      bytes: () => process.entries * 5 * kib,
      maxEntries: 100_000,
    });
    process.settle().time.pass(8 * minuteMs);
    expect(process.levels).toEqual(['suspected']);
  });

  it('is told of again when the declaration is taken back', () => {
    const process = new Process();
    const end = process.monitor.registerHolder({
      name: 'a',
      entries: () => process.entries,
      maxEntries: 1e6,
    });
    end();
    process.settle().time.pass(8 * minuteMs);
    expect(process.levels).toEqual(['suspected']);
  });
});

describe('a job that gathers memory', () => {
  it('is not suspected in a scope, and is a step when it keeps what it gathered', () => {
    const process = new Process().settle();
    const scope = process.monitor.scope('import', { maxBytes: 100 * mib });
    process.time.pass(10 * minuteMs);
    process.entriesPerSecond = 0;
    scope.end();
    process.time.pass(10 * minuteMs);
    expect(process.levels).toEqual([]);
  });

  it('gives back what it returns', () => {
    const { monitor } = new Process();
    expect(monitor.scope('import', { maxBytes: mib }, () => 7)).toBe(7);
    expect(() => monitor.scope('', { maxBytes: mib })).toThrow('name must be a text');
  });
});

describe('work', () => {
  it('that the application records is in what is told of a leak', () => {
    const process = new Process({ work: { unit: 'job' } }).settle();
    const timer = () => {
      process.monitor.recordWork(10);
      if (process.time.ms < 30 * minuteMs) process.time.setTimeout(timer, 1000);
    };
    timer();
    process.time.pass(10 * minuteMs);
    const work = process.monitor.detectMemoryLeak().report?.work;
    expect(work?.unit).toBe('job');
    expect(work!.bytes / (5 * kib)).toBeCloseTo(1, 1);
    expect(work?.correlation).toBeGreaterThan(0.99);
  });

  it('that is no number is left out', () => {
    const { monitor, logger } = new Process();
    monitor.recordWork(-1);
    expect(logger.lines.join()).toContain('count must be a number of 0 or more');
  });

  it('has a unit that is a text', () => {
    expect(() => new MemoryMonitor({ work: { unit: '' } })).toThrow('work.unit must be');
  });
});

describe('objects that are expected to go', () => {
  it('must be objects, which is told to the logger alone', () => {
    const { monitor, logger } = new Process();
    monitor.expectCollected({}, 'session closed');
    expect(logger.lines).toEqual([]);
    monitor.expectCollected(7 as unknown as object, 'session closed');
    expect(logger.lines).toHaveLength(1);
  });
});

describe('a wrong value where there is no logger', () => {
  it('is a process warning with a code, once for each kind of call, and never an error', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const { monitor } = new Process({ logger: undefined });
    for (const count of [-1, Number.NaN, '3' as unknown as number]) monitor.recordWork(count);
    for (const value of [3, 'session']) monitor.expectCollected(value as unknown as object, 'r');
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(/^recordWork: count must be a number of 0 or more.*; it is left out$/),
        { type: 'TidemarkWarning', code: 'INVALID_OPTION' },
      ],
      [
        expect.stringMatching(/^expectCollected: object must be an object.*; it is left out$/),
        { type: 'TidemarkWarning', code: 'INVALID_OPTION' },
      ],
    ]);
    warn.mockRestore();
  });
});

describe('pruning for a try', () => {
  it('collects before and after, and tells what came back', async () => {
    const process = new Process().settle();
    process.time.pass(2 * minuteMs);
    process.entriesPerSecond = 0;
    process.monitor.registerHolder({
      name: 'pages',
      entries: () => process.entries,
      bytes: () => process.entries * 5 * kib,
      maxEntries: 1e6,
      prune: (share) => process.prune(share),
    });
    const entries = process.entries;
    const result = await process.monitor.tryPruning('pages', 0.2);
    expect(result).toMatchObject({
      performed: true,
      entries: Math.round(0.2 * entries),
      freedBytes: Math.round(0.2 * entries) * 5 * kib,
      conclusion: 'reclaimable',
      pauseMs: 40,
    });
  });

  it('is not performed on what nobody has registered', async () => {
    const { monitor } = new Process();
    expect(await monitor.tryPruning('tiles')).toMatchObject({ performed: false });
    await expect(monitor.tryPruning('tiles', 2)).rejects.toThrow('share must be');
  });
});
