import { describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { MemoryMonitorOptions } from '../../src/monitoring/MemoryMonitorOptions.ts';
import type { LeakReport, MemoryEvent, ThresholdCrossing } from '../../src/wire/event.ts';
import { column, type MemorySample, type SampleRow } from '../../src/wire/sample.ts';
import { epoch, FakeLogger, FakeSource, FakeTime, kib, mib, ProbedSource } from './simulation.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly source: FakeSource;
  readonly monitor: MemoryMonitor;

  constructor(
    options: MemoryMonitorOptions = {},
    sample: (ms: number) => Partial<MemorySample> = () => ({}),
  ) {
    this.source = new FakeSource(this.time, sample);
    this.monitor = new MemoryMonitor({
      source: this.source,
      timers: this.time,
      now: this.time.now,
      ...options,
    });
  }
}

const heap = (ratio: number): Partial<MemorySample> => ({
  heapLimitBytes: 1000 * mib,
  oldUsedBytes: 1000 * ratio * mib,
  liveBytes: 1000 * ratio * mib,
});

describe('sampling', () => {
  it('begins at once and goes on every five seconds by default', () => {
    const { monitor, source, time } = new Stage();
    monitor.start();
    expect(source.reads).toBe(1);
    time.pass(60_000);
    expect(source.reads).toBe(13);
    expect(monitor.intervalMs).toBe(5000);
  });

  it.each([10, 1000, 60_000])('keeps an interval of %d ms', (samplingInterval) => {
    const { monitor, time } = new Stage({ samplingInterval });
    monitor.start();
    time.pass(10 * samplingInterval);
    const times = monitor.getHistory().map((sample) => sample.time - epoch);
    expect(times).toEqual(Array.from({ length: 11 }, (_, index) => index * samplingInterval));
    expect(monitor.intervalMs).toBe(samplingInterval);
  });

  it('starts once and stops once, and leaves nothing behind', () => {
    const { monitor, source, time } = new Stage();
    monitor.stop();
    monitor.start();
    monitor.start();
    expect([monitor.running, time.pending, source.listeners, source.reads]).toEqual([true, 1, 1, 1]);
    monitor.stop();
    monitor.stop();
    expect([monitor.running, time.pending, source.listeners]).toEqual([false, 0, 0]);
    time.pass(60_000);
    expect(source.reads).toBe(1);
    monitor.start();
    expect(monitor.getHistory()).toHaveLength(2);
  });

  it('takes one sample after a blocked loop', () => {
    const { monitor, source, time } = new Stage({ samplingInterval: 1000 });
    monitor.start();
    time.block(30_500);
    time.pass(0);
    expect(source.reads).toBe(2);
  });

  it('does not keep the process alive', () => {
    const { monitor, time } = new Stage();
    monitor.start();
    expect(time.unreferenced).toHaveLength(1);
  });
});

describe('current usage and capacity', () => {
  it('are there before the start, and do not go into the history', () => {
    const { monitor } = new Stage({}, () => ({ ...heap(0.5), rssBytes: 7 }));
    expect(monitor.getCurrentUsage()).toMatchObject({ time: epoch, rssBytes: 7, stallPercent: undefined });
    expect(monitor.capacity().binding).toMatchObject({ kind: 'heap', ratio: 0.5 });
    expect(monitor.getHistory()).toEqual([]);
    expect(monitor.history.length).toBe(0);
  });

  it('come from the last sample, where capacity is concerned', () => {
    const { monitor, source } = new Stage({}, () => heap(0.5));
    monitor.start();
    source.sample = () => heap(0.9);
    expect(monitor.capacity().binding?.ratio).toBe(0.5);
    expect(monitor.getCurrentUsage().liveBytes).toBe(900 * mib);
  });

  it('are those of this process by default', () => {
    const usage = new MemoryMonitor().getCurrentUsage();
    expect(usage.heapUsedBytes).toBeGreaterThan(mib);
    expect(usage.rssBytes).toBeGreaterThan(usage.heapUsedBytes!);
  });
});

describe('history', () => {
  it('is all of it, or the last stretch', () => {
    const { monitor, time } = new Stage();
    monitor.start();
    time.pass(30_000);
    expect(monitor.getHistory()).toHaveLength(7);
    expect(monitor.getHistory(10_000).map((sample) => sample.time - epoch)).toEqual([20_000, 25_000, 30_000]);
    expect(monitor.getHistory(0)).toHaveLength(1);
  });

  it('holds as many samples as it was told', () => {
    const { monitor, time } = new Stage({ historySize: 10, samplingInterval: 1000 });
    monitor.start();
    time.pass(60_000);
    expect(monitor.getHistory().map((sample) => (sample.time - epoch) / 1000)).toEqual([
      51, 52, 53, 54, 55, 56, 57, 58, 59, 60,
    ]);
  });

  it('refuses a duration that is none', () => {
    const { monitor } = new Stage();
    expect(() => monitor.getHistory(-1)).toThrow('durationMs must be milliseconds, 0 or more, received -1');
    expect(() => monitor.getHistory(Number.NaN)).toThrow('durationMs');
  });
});

describe('listeners of samples', () => {
  it('get every sample as a row that is used again', () => {
    const { monitor, time } = new Stage({}, (ms) => ({ rssBytes: ms }));
    const rows: SampleRow[] = [];
    const values: number[] = [];
    const end = monitor.onSample((row) => {
      rows.push(row);
      values.push(row[column.rssBytes]!);
    });
    monitor.start();
    time.pass(10_000);
    end();
    time.pass(10_000);
    expect(values).toEqual([0, 5000, 10_000]);
    expect(new Set(rows).size).toBe(1);
  });
});

describe('threshold alerts', () => {
  it('reach the handler once, and again for the recovery, until it unsubscribes', () => {
    let ratio = 0.9;
    const { monitor, time } = new Stage({}, () => heap(ratio));
    const crossings: ThresholdCrossing[] = [];
    const end = monitor.onThresholdExceeded((crossing) => crossings.push(crossing));
    monitor.start();
    time.pass(120_000);
    expect(crossings.map((crossing) => crossing.level)).toEqual(['critical']);
    expect(monitor.pressureLevel).toBe('critical');
    ratio = 0.2;
    time.pass(120_000);
    expect(crossings.map((crossing) => crossing.level)).toEqual(['critical', 'normal']);
    end();
    ratio = 0.9;
    time.pass(120_000);
    expect(crossings).toHaveLength(2);
  });

  it('follow the options of the constructor', () => {
    const levels = (options: MemoryMonitorOptions, sample: Partial<MemorySample>): string[] => {
      const { monitor, time } = new Stage(options, () => sample);
      const seen: string[] = [];
      monitor.onThresholdExceeded(({ metric, level }) => seen.push(`${metric} ${level}`));
      monitor.start();
      time.pass(60_000);
      return seen;
    };
    expect(levels({ heapThreshold: 0.6 }, heap(0.65))).toEqual(['heap critical']);
    expect(levels({ heapThreshold: null }, heap(0.95))).toEqual([]);
    expect(levels({ rssThreshold: 100 * mib }, { rssBytes: 150 * mib })).toEqual(['rss critical']);
    expect(levels({ thresholds: { heap: { warning: 0.3 } } }, heap(0.4))).toEqual(['heap warning']);
  });

  it('come with a change of pressure and the capacity behind it', () => {
    const { monitor, time } = new Stage({}, () => heap(0.9));
    const events: MemoryEvent[] = [];
    monitor.onEvent((event) => events.push(event));
    monitor.start();
    time.pass(60_000);
    expect(events.map((event) => [event.type, event.time - epoch])).toEqual([
      ['memory:threshold_exceeded', 10_000],
      ['memory:pressure_changed', 10_000],
    ]);
    expect(events[1]!.payload).toMatchObject({
      level: 'critical',
      previousLevel: 'normal',
      capacity: { binding: { kind: 'heap' } },
    });
  });
});

describe('a leaking process', () => {
  /** 50 KB/s, a major collection every 25 s, for some minutes. */
  function leaking(
    options: MemoryMonitorOptions = {},
    minutes = 5,
    rate = (_seconds: number): number => 50 * kib,
  ): Stage & { reports: LeakReport[]; types: string[] } {
    const stage = new Stage(options, () => ({ heapLimitBytes: 2000 * mib }));
    const reports: LeakReport[] = [];
    const types: string[] = [];
    stage.monitor.onMemoryLeak((report) => reports.push(report));
    stage.monitor.onEvent((event) => types.push(event.type));
    stage.monitor.start();
    let live = 60 * mib;
    for (let seconds = 5; seconds <= minutes * 60; seconds += 5) {
      stage.time.pass(5000);
      live += 5 * rate(seconds);
      if (seconds % 25 === 0) stage.source.collect(live);
    }
    return Object.assign(stage, { reports, types });
  }

  it('is told of within five minutes', () => {
    const { reports, types, monitor } = leaking();
    expect(reports).toMatchObject([{ level: 'suspected', memory: 'heap' }]);
    expect(types).toEqual(['memory:leak_suspected']);
    expect(monitor.detectMemoryLeak()).toMatchObject({ level: 'suspected', sensitivity: 'medium' });
    expect(monitor.analyzeGrowthPattern()).toMatchObject({ label: 'linear' });
    expect(monitor.predictOutOfMemory()).toMatchObject({ predicted: true, limit: 'heap' });
  });

  it('is no longer one when it stops growing', () => {
    const { reports, types } = leaking({}, 15, (seconds) => (seconds < 400 ? 50 * kib : 0));
    expect(reports.map((report) => report.level)).toEqual(['suspected', 'withdrawn']);
    expect(types).toEqual(['memory:leak_suspected', 'memory:leak_withdrawn']);
  });

  it('is told of to nobody where leak detection is off, and can still be asked for', () => {
    const { reports, monitor } = leaking({ leakDetection: { enabled: false } });
    expect(reports).toEqual([]);
    expect(monitor.detectMemoryLeak('high').level).toBe('suspected');
  });

  it('is not told of after the handler unsubscribed', () => {
    const stage = new Stage();
    let calls = 0;
    stage.monitor.onMemoryLeak(() => (calls += 1))();
    const { monitor } = leaking();
    expect(monitor.detectMemoryLeak().level).toBe('suspected');
    expect(calls).toBe(0);
  });

  it('that is about to run out of memory says so', () => {
    const { types } = leaking({}, 4, () => 3 * mib);
    expect(types).toContain('memory:out_of_memory_predicted');
  });
});

describe('a quiet process', () => {
  it('says what is missing', () => {
    const { monitor, time } = new Stage();
    expect(monitor.detectMemoryLeak().level).toBe('not-enough-evidence');
    monitor.start();
    time.pass(300_000);
    expect(monitor.detectMemoryLeak()).toMatchObject({ level: 'not-enough-evidence', readings: 0 });
    expect(monitor.detectMemoryLeak().reasons[0]).toContain('at least 6 needed');
    expect(monitor.analyzeGrowthPattern().label).toBe('not-enough-evidence');
    expect(() => monitor.analyzeGrowthPattern('rssBytes' as never)).toThrow(
      'field must be "liveBytes": of other counters new MemoryAnalyzer(monitor.history) tells, received "rssBytes"',
    );
    expect(monitor.predictOutOfMemory()).toMatchObject({ predicted: false });
  });

  it('refuses a sensitivity that is none', () => {
    const { monitor } = new Stage();
    expect(() => monitor.detectMemoryLeak('extreme' as never)).toThrow(
      'sensitivity must be one of "low", "medium", "high", received "extreme"',
    );
    expect(() => monitor.detectMemoryLeak('toString' as never)).toThrow('sensitivity');
  });
});

describe('a quiet process, without major collections of its own, that is probed', () => {
  function probed(
    live: (seconds: number) => number,
    minutes: number,
    options: MemoryMonitorOptions = {},
  ): { monitor: MemoryMonitor; source: ProbedSource; told: string[]; toldAt: number[] } {
    const time = new FakeTime();
    const source = new ProbedSource(time, (ms) => live(ms / 1000), { heapLimitBytes: 2000 * mib });
    const monitor = new MemoryMonitor({ source, timers: time, now: time.now, ...options });
    const told: string[] = [];
    const toldAt: number[] = [];
    monitor.onMemoryLeak(({ level }) => {
      told.push(level);
      toldAt.push(time.ms / 1000);
    });
    monitor.start();
    time.pass(minutes * 60_000);
    return { monitor, source, told, toldAt };
  }

  const leak =
    (rate: number, from: number, to = Number.POSITIVE_INFINITY) =>
    (seconds: number): number =>
      50 * mib + rate * kib * (Math.min(to, Math.max(from, seconds)) - from);

  it.each([20, 50, 100])('is suspected within five minutes of its start where it leaks %d KB/s', (rate) => {
    const { told, source } = probed(leak(rate, 0), 5);
    expect(told).toEqual(['suspected']);
    expect(source.probes.length).toBeLessThanOrEqual(12);
  });

  it.each([1800, 1830, 1860])('is suspected within five minutes where a leak begins after %d s', (onset) => {
    const { told, toldAt } = probed(leak(20, onset), onset / 60 + 5);
    expect(told).toEqual(['suspected']);
    expect(toldAt[0]).toBeGreaterThan(onset + 90);
  });

  it('is cleared within five minutes of the end of the growth', () => {
    const { told, toldAt } = probed(leak(50, 0, 600), 15);
    expect(told).toEqual(['suspected', 'withdrawn']);
    expect(toldAt[1]).toBeLessThan(900);
  });

  it('is suspected of nothing where it stands still', () => {
    const { monitor, told, source } = probed(leak(0, 0), 60);
    expect(told).toEqual([]);
    expect(monitor.detectMemoryLeak().level).toBe('none');
    expect(source.probes.length).toBeLessThan(105);
  });

  it.each<MemoryMonitorOptions>([
    { probes: { mode: 'off' } },
    { probes: { maxPause: 1 } },
    { leakDetection: { enabled: false } },
  ])('is left alone with %j', (options) => {
    const { source, monitor } = probed(leak(50, 0), 10, options);
    expect(source.probes).toEqual([]);
    expect(monitor.cost().probes).toMatchObject({ count: 0, refusal: expect.any(String) });
  });

  it('has an account of what that cost', () => {
    const { monitor, source } = probed(leak(50, 0), 10);
    const { runningMs, samples, busyMs, probes, heldBytes } = monitor.cost();
    const count = source.probes.length;
    expect([runningMs, samples, busyMs]).toEqual([600_000, 121, 0]);
    expect(probes).toEqual({
      count,
      pauseMs: 20 * count,
      longestPauseMs: 20,
      pauseShare: (20 * count) / 600_000,
      refusal: undefined,
    });
    expect(probes.pauseShare).toBeLessThan(0.002);
    // 1000 samples of 23 numbers, and the tiers of the history.
    expect(heldBytes).toBeGreaterThan(1000 * 23 * 8);
    expect(heldBytes).toBeLessThan(mib);
  });

  it('stops its account with the monitor', () => {
    const { monitor } = probed(leak(0, 0), 1);
    monitor.stop();
    monitor.stop();
    expect(monitor.cost().runningMs).toBe(60_000);
  });
});

describe('a source that cannot force collections', () => {
  it('is not probed, and the account says why', () => {
    const { monitor, time } = new Stage();
    monitor.start();
    time.pass(300_000);
    expect(monitor.cost().probes.refusal).toBe('The source of the samples cannot force collections.');
  });
});

describe('the event bus', () => {
  it('gets samples and alerts under their names', () => {
    const seen: string[] = [];
    const eventBus = { dispatch: (type: string) => seen.push(type) };
    const { monitor, time } = new Stage({ eventBus }, () => heap(0.9));
    monitor.start();
    time.pass(10_000);
    expect(seen).toEqual([
      'memory:sampled',
      'memory:sampled',
      'memory:sampled',
      'memory:threshold_exceeded',
      'memory:pressure_changed',
    ]);
  });

  it('must be able to dispatch, and a logger to warn', () => {
    expect(() => new Stage({ eventBus: {} as never })).toThrow('eventBus must be an object with dispatch');
    expect(() => new Stage({ logger: {} as never })).toThrow('logger must be an object with debug');
  });
});

describe('whatever fails', () => {
  it('does not end the monitoring: handlers, listeners, bus, source, readings', () => {
    const logger = new FakeLogger();
    const down = (): never => {
      throw new Error('down');
    };
    const { monitor, source, time } = new Stage({ logger, eventBus: { dispatch: down } }, () => heap(0.9));
    monitor.onSample(down);
    monitor.onEvent(down);
    monitor.onThresholdExceeded(down);
    monitor.start();
    time.pass(30_000);
    expect(monitor.getHistory()).toHaveLength(7);
    source.sample = down;
    time.pass(30_000);
    expect(monitor.getHistory()).toHaveLength(7);
    expect(monitor.getCurrentUsage()).toMatchObject({ rssBytes: undefined, time: expect.any(Number) });
    expect(monitor.running).toBe(true);
    expect(logger.lines.map((line) => line.slice('warn tidemark: '.length, line.indexOf(' failed')))).toEqual(
      [
        'a listener of samples',
        'the event bus',
        'a handler of memory:threshold_exceeded',
        'a listener of events',
        'the memory source',
      ],
    );
    source.sample = () => heap(0.9);
    time.pass(5000);
    expect(monitor.getHistory()).toHaveLength(8);
  });

  it('a source that gives no readings is still sampled', () => {
    const time = new FakeTime();
    const logger = new FakeLogger();
    const source = new FakeSource(time);
    source.onReading = () => {
      throw new Error('no readings');
    };
    const monitor = new MemoryMonitor({ source, logger, timers: time, now: time.now });
    monitor.start();
    time.pass(5000);
    monitor.stop();
    expect(monitor.getHistory()).toHaveLength(2);
    expect(logger.lines).toEqual([
      'warn tidemark: the memory source failed; the monitor goes on: no readings',
    ]);
  });

  it('what goes wrong inside does not become an exception of the application', () => {
    const logger = new FakeLogger();
    const { monitor, source, time } = new Stage({ logger });
    monitor.start();
    Object.defineProperty(monitor.history, 'push', {
      value: () => {
        throw new Error('no room');
      },
    });
    expect(() => time.pass(10_000)).not.toThrow();
    expect(source.reads).toBe(3);
    expect(logger.lines).toEqual(['warn tidemark: a sample failed; the monitor goes on: no room']);
  });

  it('a sample without a time is left out', () => {
    const { monitor } = new Stage({}, () => ({ time: Number.NaN }));
    monitor.start();
    expect(monitor.getHistory()).toEqual([]);
  });
});
