import { describe, expect, it } from 'vitest';
import { MemoryAnalyzer } from '../../src/monitoring/MemoryAnalyzer.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { recordingSource } from '../../src/sampling/recordingSource.ts';
import { SampleHistory } from '../../src/sampling/SampleHistory.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { type MemorySample, type SampleRow, sampleFields, toRow, toSample } from '../../src/wire/sample.ts';
import { leaking, recordedRows } from './recordings.ts';
import { epoch, FakeTime, kib, mib } from './simulation.ts';

const steady = recordedRows({ seconds: 900, liveBytes: leaking(0) });
const leak = recordedRows({ seconds: 900, liveBytes: leaking(60 * kib) });
const settling = recordedRows({
  seconds: 1500,
  liveBytes: (second) => leaking(80 * kib)(Math.min(second, 700)),
});

/** What a monitor tells that watches the same process live. */
function toldLive(rows: readonly SampleRow[]): MemoryEvent[] {
  const time = new FakeTime();
  const source = recordingSource(rows);
  const monitor = new MemoryMonitor({ source, samplingInterval: 1000, now: time.now, timers: time });
  const told: MemoryEvent[] = [];
  monitor.onEvent((event) => told.push(event));
  monitor.start();
  while (source.remaining > 0) time.pass(1000);
  monitor.stop();
  return told;
}

describe('the verdict on leaks of a recording', () => {
  it('is none for a process that holds its level, and the pattern is stable', () => {
    const analyzer = new MemoryAnalyzer(steady);
    expect(analyzer.detectLeak()).toMatchObject({ verdict: { level: 'none' }, steps: [] });
    expect(analyzer.growthPattern().label).toBe('stable');
  });

  it('is suspected for a leak, with the time at which it would have been told', () => {
    const { verdict, steps } = new MemoryAnalyzer(leak).detectLeak();
    expect(verdict.level).toBe('suspected');
    expect(steps).toHaveLength(1);
    expect(steps[0]?.report.level).toBe('suspected');
    const uptimeMs = (steps[0]?.time ?? 0) - epoch;
    expect(uptimeMs).toBeGreaterThanOrEqual(240_000);
    expect(uptimeMs).toBeLessThan(300_000);
  });

  it('says what a monitor said live, at the same times', () => {
    for (const rows of [steady, leak, settling]) {
      const live = toldLive(rows).filter(({ type }) => type.startsWith('memory:leak_'));
      const { steps } = new MemoryAnalyzer(rows).detectLeak();
      expect(steps.map(({ time, report }) => ({ time, payload: report }))).toEqual(
        live.map(({ time, payload }) => ({ time, payload })),
      );
    }
    expect(new MemoryAnalyzer(settling).detectLeak().steps.map(({ report }) => report.level)).toEqual([
      'suspected',
      'withdrawn',
    ]);
  });

  it('can be had at another sensitivity', () => {
    const slow = recordedRows({ seconds: 900, liveBytes: leaking(5 * kib) });
    const analyzer = new MemoryAnalyzer(slow);
    expect(analyzer.detectLeak().verdict.level).toBe('none');
    expect(analyzer.detectLeak('high').verdict.level).toBe('suspected');
    expect(
      new MemoryAnalyzer(slow, { leakDetection: { sensitivity: 'high' } }).detectLeak().verdict,
    ).toMatchObject({ level: 'suspected', sensitivity: 'high' });
    expect(() => analyzer.detectLeak('extreme' as never)).toThrow('sensitivity must be one of "low"');
  });

  it('waits for evidence', () => {
    const { verdict } = new MemoryAnalyzer(leak.slice(0, 100)).detectLeak();
    expect(verdict.level).toBe('not-enough-evidence');
    expect(verdict.reasons[0]).toContain('Watched for 99 s');
  });
});

describe('growth', () => {
  it('has a trend whose interval holds the true rate', () => {
    const trend = new MemoryAnalyzer(leak).trend();
    expect(trend?.lowBytesPerSecond).toBeLessThan(60 * kib);
    expect(trend?.highBytesPerSecond).toBeGreaterThan(60 * kib);
    expect((trend?.highBytesPerSecond ?? 0) - (trend?.lowBytesPerSecond ?? 0)).toBeLessThan(5 * kib);
    expect(trend?.grownBytes).toBeCloseTo(
      ((trend?.rateBytesPerSecond ?? 0) * (trend?.spanMs ?? 0)) / 1000,
      -1,
    );
    expect(Math.abs((trend?.levelBytes ?? 0) - leaking(60 * kib)(880))).toBeLessThan(mib);
  });

  it('leaves the first 90 s out, unless there is little else', () => {
    const starting = (second: number) => leaking(0)(second);
    const long = new MemoryAnalyzer(recordedRows({ seconds: 600, liveBytes: starting, between: 5 }));
    expect(long.growthPattern().label).toBe('stable');
    const short = new MemoryAnalyzer(recordedRows({ seconds: 60, liveBytes: starting, between: 5 }));
    expect(short.growthPattern().label).not.toBe('stable');
  });

  it('is told of any counter of bytes', () => {
    const analyzer = new MemoryAnalyzer(leak);
    expect(analyzer.growthPattern('externalBytes').label).toBe('stable');
    expect(analyzer.trend('externalBytes')?.rateBytesPerSecond).toBe(0);
    expect(analyzer.trend('rssBytes')?.rateBytesPerSecond).toBeGreaterThan(40 * kib);
    expect(() => analyzer.trend('stallPercent' as never)).toThrow('field must be one of heapUsedBytes');
  });

  it('is unknown of too few points', () => {
    const analyzer = new MemoryAnalyzer(leak.slice(0, 60));
    expect(analyzer.trend()).toBeUndefined();
    expect(analyzer.growthPattern().label).toBe('not-enough-evidence');
  });
});

describe('the end of memory', () => {
  it('is projected from the last sample, as by a monitor', () => {
    const rows = recordedRows({ seconds: 900, liveBytes: leaking(60 * kib), limitBytes: 128 * mib });
    const prediction = new MemoryAnalyzer(rows).predictOutOfMemory();
    expect(prediction).toMatchObject({ predicted: true, limit: 'heap' });
    expect(new MemoryAnalyzer(steady).predictOutOfMemory().predicted).toBe(false);
  });

  it('is alarmed of when a monitor would have', () => {
    const rows = recordedRows({ seconds: 900, liveBytes: leaking(100 * kib), limitBytes: 128 * mib });
    const live = toldLive(rows).filter(({ type }) => type === 'memory:out_of_memory_predicted');
    expect(live.length).toBeGreaterThan(0);
    const alarms = new MemoryAnalyzer(rows).summary()?.outOfMemoryAlarms;
    expect(alarms).toEqual(live.map(({ time, payload }) => ({ time, estimate: payload })));
  });
});

describe('the summary', () => {
  it('of nothing is nothing', () => {
    expect(new MemoryAnalyzer().summary()).toBeUndefined();
    expect(new MemoryAnalyzer().detectLeak().verdict.level).toBe('not-enough-evidence');
  });

  it('tells the period, its interval and its gaps', () => {
    const rows = [...steady.slice(0, 100), ...steady.slice(160, 200)];
    expect(new MemoryAnalyzer(rows).summary()?.period).toEqual({
      fromMs: epoch,
      toMs: epoch + 199_000,
      durationMs: 199_000,
      samples: 140,
      outOfOrder: 0,
      usualMs: 1000,
      gaps: 1,
      gapsMs: 61_000,
      longest: { fromMs: epoch + 99_000, toMs: epoch + 160_000 },
    });
  });

  it('leaves out and counts samples that are not later than the one before, or have no time', () => {
    const analyzer = new MemoryAnalyzer([toRow({ rssBytes: 1 }), ...steady.slice(0, 5)]);
    analyzer.add(steady[4] as SampleRow);
    analyzer.add(steady[2] as SampleRow);
    expect(analyzer.length).toBe(5);
    expect(analyzer.summary()?.period).toMatchObject({ samples: 5, outOfOrder: 3, fromMs: epoch });
  });

  it('tells the highest value of each counter and its time, and nothing of what is unknown', () => {
    const { peaks } = new MemoryAnalyzer([
      { ...toSample(toRow({ time: 1, rssBytes: 5, externalBytes: 9 })) },
      { ...toSample(toRow({ time: 2, rssBytes: 7 })) },
      { ...toSample(toRow({ time: 3, rssBytes: 7, externalBytes: 8 })) },
    ]).summary() ?? { peaks: undefined };
    expect(peaks).toEqual({ rssBytes: { bytes: 7, time: 2 }, externalBytes: { bytes: 9, time: 1 } });
  });

  it('tells the capacity at the end, and each limit when it was fullest', () => {
    const summary = new MemoryAnalyzer([
      toRow({
        time: 1,
        oldUsedBytes: 60,
        heapLimitBytes: 100,
        containerUsedBytes: 5,
        containerLimitBytes: 50,
      }),
      toRow({
        time: 2,
        oldUsedBytes: 40,
        heapLimitBytes: 100,
        containerUsedBytes: 20,
        containerLimitBytes: 50,
      }),
    ]).summary();
    expect(summary?.capacity.binding).toEqual({
      kind: 'container',
      usedBytes: 20,
      limitBytes: 50,
      ratio: 0.4,
    });
    expect(summary?.fullest).toEqual([
      { kind: 'heap', usedBytes: 60, limitBytes: 100, ratio: 0.6, time: 1 },
      { kind: 'container', usedBytes: 20, limitBytes: 50, ratio: 0.4, time: 2 },
    ]);
  });

  it('counts collections, and readings, from what changes', () => {
    const { count, readings, times, liveBytes } = new MemoryAnalyzer(steady).collections();
    expect(count).toBe(44);
    expect(readings).toBe(44);
    expect(times).toHaveLength(44);
    expect(liveBytes).toHaveLength(44);
    expect(new MemoryAnalyzer([toRow({ time: 1, liveBytes: 5 })]).collections()).toEqual({
      count: undefined,
      readings: 1,
      times: [1],
      liveBytes: [5],
    });
  });

  it('tells the thresholds that would have been crossed, how often and for how long', () => {
    const level = (second: number): number => (second < 300 ? 40 : second < 600 ? 100 : 40) * mib;
    const rows = recordedRows({ seconds: 900, liveBytes: level, limitBytes: 128 * mib, between: 5 });
    const summary = new MemoryAnalyzer(rows, {
      thresholds: { heap: { warning: 0.5, critical: 0.7 } },
    }).summary();
    expect(summary?.thresholds).toMatchObject([{ metric: 'heap', level: 'critical', entered: 1 }]);
    const [critical] = summary?.thresholds ?? [];
    expect(critical?.totalMs).toBeGreaterThan(280_000);
    expect(critical?.totalMs).toBeLessThan(330_000);
    expect(critical?.message).toContain('above the critical threshold of 70 %');
    expect(new MemoryAnalyzer(steady).summary()?.thresholds).toEqual([]);
  });
});

describe('an analyzer', () => {
  it('reads the history of a monitor', () => {
    const history = new SampleHistory({ size: 1000 });
    for (const row of leak) history.push(row);
    expect(new MemoryAnalyzer(history).detectLeak()).toEqual(new MemoryAnalyzer(leak).detectLeak());
  });

  it('takes samples as they come, and then answers as if it had had them all', () => {
    const streaming = new MemoryAnalyzer();
    for (const row of leak) streaming.add(row);
    expect(streaming.summary()).toEqual(new MemoryAnalyzer(leak).summary());
  });

  it('does not keep the row that it is given', () => {
    const analyzer = new MemoryAnalyzer();
    const row = toRow({ time: 1, rssBytes: 5 });
    analyzer.add(row);
    row.fill(9);
    expect(analyzer.summary()?.last).toMatchObject({ time: 1, rssBytes: 5 });
  });

  it('refuses settings that a monitor would refuse', () => {
    expect(() => new MemoryAnalyzer([], { leakDetection: { windowSize: -1 } })).toThrow('windowSize');
  });
});

describe('what is given to an analyzer', () => {
  it.each([
    ['a number among the samples', () => new MemoryAnalyzer([1] as never), 'sample must be a sample'],
    [
      'a text',
      () => new MemoryAnalyzer('x' as never),
      'samples must be the history of a monitor or a list of samples, received "x"',
    ],
    ['nothing that can be gone through', () => new MemoryAnalyzer(3 as never), 'samples must be the history'],
    ['an object of something else', () => new MemoryAnalyzer([{}] as never), 'sample must be a sample'],
    ['a row that is too short', () => new MemoryAnalyzer([new Float64Array(3)]), 'sample must be a sample'],
    ['a number', () => new MemoryAnalyzer().add(3 as never), 'sample must be a sample'],
    ['null', () => new MemoryAnalyzer().add(null as never), 'sample must be a sample'],
    [
      'a row with a number below 0',
      () => new MemoryAnalyzer().add(new Float64Array(sampleFields.length).fill(-1)),
      'sample.time must be a number from 0 to 9007199254740991',
    ],
    ['no options', () => new MemoryAnalyzer([], null as never), 'options must be an object, received null'],
    [
      'options that are a number',
      () => new MemoryAnalyzer([], 5 as never),
      'options must be an object, received 5',
    ],
  ])('is refused where it is %s', (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    [{ sensitivty: 'low' }, 'sensitivty is not an option of MemoryAnalyzer'],
    [{ sensitivity: 'lo' }, 'sensitivity is not an option of MemoryAnalyzer'],
    [{ windowSize: 3 }, 'windowSize is not an option of MemoryAnalyzer'],
    [{ threshold: {} }, 'did you mean thresholds?'],
  ])('is refused where it has an option that nobody would hear: %o', (options, message) => {
    expect(() => new MemoryAnalyzer([], options as never)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_OPTION', message: expect.stringContaining(message) }),
    );
  });

  it.each([Number.POSITIVE_INFINITY, -5, '5', 1e300, true])(
    'is refused where its live size is %s',
    (liveBytes) => {
      const sample = { time: 1, liveBytes } as MemorySample;
      const message = expect.stringMatching(
        /^sample\.liveBytes must be a number from 0 to 9007199254740991, or left out, received /,
      );
      expect(() => new MemoryAnalyzer([sample])).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', option: 'sample.liveBytes', message }),
      );
    },
  );
});
