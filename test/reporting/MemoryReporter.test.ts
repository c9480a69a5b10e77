import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { MemoryReport } from '../../src/reporting/MemoryReport.ts';
import { MemoryReporter } from '../../src/reporting/MemoryReporter.ts';
import { epoch, FakeLogger, FakeSource, FakeTime, kib, mib } from '../monitoring/simulation.ts';
import { at, pressureEvent, strategyEvent } from './given.ts';

const identity = {
  id: '4711',
  pid: 4711,
  name: 'api',
  role: 'main',
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: epoch,
} as const;

let time: FakeTime;
let monitor: MemoryMonitor;
let reporter: MemoryReporter;
let logger: FakeLogger;
let folder: string;

/** A process that leaks 60 kB a second from its second minute on, and collects every 20 s. */
function live(seconds: number): void {
  const source = monitor.source as FakeSource;
  for (let second = 0; second < seconds; second += 20) {
    time.pass(20_000);
    source.collect(liveBytes(time.ms));
  }
}

function liveBytes(ms: number): number {
  return 40 * mib + Math.max(0, ms / 1000 - 60) * 60 * kib;
}

beforeEach(() => {
  time = new FakeTime();
  logger = new FakeLogger();
  folder = mkdtempSync(join(tmpdir(), 'tm-reports-'));
  const source = new FakeSource(time, (ms) => ({
    heapUsedBytes: liveBytes(ms) + 5 * mib,
    oldUsedBytes: liveBytes(ms) + 5 * mib,
    heapLimitBytes: 512 * mib,
    liveBytes: liveBytes(Math.floor(ms / 20_000) * 20_000),
    majorCollections: Math.floor(ms / 20_000),
    rssBytes: (ms === 300_000 ? 400 : 100) * mib,
  }));
  monitor = new MemoryMonitor({ source, samplingInterval: 5000, timers: time, now: time.now });
  reporter = new MemoryReporter({
    monitor,
    process: identity,
    logger,
    now: () => epoch + time.ms,
    timers: time,
  });
  monitor.start();
});

afterEach(() => {
  reporter.close();
  monitor.stop();
  rmSync(folder, { recursive: true });
});

describe('MemoryReporter', () => {
  it('reports peaks, trend, incidents and cost of a leaking process', () => {
    live(900);
    const report = reporter.report();
    expect(report).toMatchObject({
      version: 1,
      madeAt: at(900),
      process: { ...identity, intervalMs: 5000 },
      verdict: { level: 'suspected' },
      incidents: [{ kind: 'leak', level: 'suspected', closedAt: undefined }],
      pressure: { level: 'normal', timeMs: { warning: 0, critical: 0 } },
      outOfMemory: { predicted: true, limit: 'heap' },
    });
    const { period, peaks, trend } = report.figures!;
    expect(period).toMatchObject({ fromMs: at(0), toMs: at(900), samples: 181, usualMs: 5000, gaps: 0 });
    expect(peaks.rssBytes).toEqual({ bytes: 400 * mib, time: at(300) });
    expect(trend!.rateBytesPerSecond / kib).toBeCloseTo(60, 0);
    expect(report.cost).toMatchObject({ samples: 181 });
    expect(report.liveSize.liveBytes.at(-1)).toBe(liveBytes(900_000));
  });

  it('can be made into JSON and back', () => {
    live(400);
    const report = reporter.report();
    const back = JSON.parse(JSON.stringify(report)) as MemoryReport;
    expect(back.figures?.period).toEqual(report.figures?.period);
    expect(back.incidents).toHaveLength(report.incidents.length);
  });

  it('reports a part of the past as it was then', () => {
    live(900);
    const early = reporter.report({ fromMs: at(0), toMs: at(200) });
    expect(early).toMatchObject({
      verdict: { level: 'none' },
      incidents: [],
      outOfMemory: { predicted: false },
    });
    expect(early.figures?.period).toMatchObject({ fromMs: at(0), toMs: at(200), samples: 41 });
    const late = reporter.report({ durationMs: 100_000 });
    expect(late.figures?.period).toMatchObject({ fromMs: at(800), toMs: at(900) });
    expect(late.incidents).toHaveLength(1);
    const peak = reporter.report({ toMs: at(290) }).figures?.peaks.rssBytes?.bytes;
    expect(peak).toBe(100 * mib);
  });

  it('says that there is nothing where nothing was sampled', async () => {
    monitor.stop();
    const idle = new MemoryReporter({
      monitor: new MemoryMonitor({ source: new FakeSource(time), timers: time, now: time.now }),
      process: identity,
      now: () => epoch,
    });
    expect(idle.report()).toMatchObject({ figures: undefined, madeAt: epoch });
    expect(await idle.render('text')).toContain(
      'no samples\napi, process 4711, Node.js 20.20.2: nothing was sampled',
    );
    idle.close();
  });

  it('keeps the level of pressure through more events than it holds', () => {
    time.pass(20_000);
    monitor.responded(pressureEvent(10, 'warning', 'normal') as never);
    for (let second = 0; second < 1500; second++)
      monitor.responded(strategyEvent(second / 100 + 10) as never);
    const { pressure, eventsSince } = reporter.report();
    expect(pressure).toMatchObject({ level: 'warning', timeMs: { normal: 10_000, warning: 10_000 } });
    expect(pressure?.strategies[0]?.times).toBeLessThanOrEqual(1000);
    expect(eventsSince).toBeGreaterThan(at(10));
  });

  it('hears of nothing after it was closed, and still reports', () => {
    reporter.close();
    live(900);
    expect(reporter.report()).toMatchObject({ incidents: [], verdict: { level: 'suspected' } });
  });

  it('refuses what is no monitor, an unknown format, and a name that tells none', async () => {
    expect(() => new MemoryReporter({ monitor: {} as never })).toThrow(
      'monitor must be a MemoryMonitor, received {}',
    );
    await expect(reporter.render('pdf' as never)).rejects.toThrow('format must be one of');
    await expect(reporter.write('report')).rejects.toThrow('path must be a name that ends with');
    await expect(reporter.write('')).rejects.toThrow('path must be the path of a file, received ""');
  });

  it('writes a file of the format that its name tells', async () => {
    live(400);
    const path = join(folder, 'a', 'report.md');
    const bytes = await reporter.write(path);
    const text = readFileSync(path, 'utf8');
    expect(Buffer.byteLength(text)).toBe(bytes);
    expect(text).toContain('### ⚠️ Memory of api: leak suspected');
    await reporter.write(join(folder, 'b'), { format: 'json', durationMs: 60_000 });
    expect(JSON.parse(readFileSync(join(folder, 'b'), 'utf8'))).toMatchObject({ version: 1 });
  });

  it('takes this process for the one that is reported, where nothing else is said', () => {
    const own = new MemoryReporter({ monitor });
    expect(own.report().process).toMatchObject({
      pid: process.pid,
      nodeVersion: process.version,
      role: 'main',
    });
    own.close();
  });
});

describe('scheduled reports', () => {
  const names = (): string[] => readdirSync(folder).sort();

  it('are written at the interval, and the oldest ones are removed', async () => {
    writeFileSync(join(folder, 'tidemark-api-notes.md'), 'mine');
    const schedule = reporter.schedule({ everyMs: 60_000, folder, format: 'markdown', keep: 2 });
    for (let round = 1; round <= 3; round++) {
      time.pass(60_000);
      const expected = new Date(epoch + round * 60_000).toISOString().replace(/[:.]/g, '-');
      await vi.waitFor(() =>
        expect(schedule.lastPath).toBe(join(folder, `tidemark-api-${expected}-4711.md`)),
      );
    }
    await vi.waitFor(() => expect(names()).toHaveLength(3));
    expect(names()).toContain('tidemark-api-notes.md');
    schedule.stop();
    schedule.stop();
    time.pass(600_000);
    expect(time.unreferenced.length).toBeGreaterThan(0);
    expect(names()).toHaveLength(3);
  });

  it('end with the reporter', () => {
    reporter.schedule({ everyMs: 60_000, folder });
    monitor.stop();
    reporter.close();
    expect(time.pending).toBe(0);
  });

  it('that cannot be written are told to the logger, and go on', async () => {
    writeFileSync(join(folder, 'file'), '');
    reporter.schedule({ everyMs: 60_000, folder: join(folder, 'file'), format: 'text' });
    time.pass(60_000);
    await vi.waitFor(() =>
      expect(logger.lines).toEqual([
        expect.stringMatching(/^warn tidemark: a scheduled report could not be written: .*cannot be written/),
      ]),
    );
    rmSync(join(folder, 'file'));
    mkdirSync(join(folder, 'file'));
    time.pass(60_000);
    await vi.waitFor(() => expect(readdirSync(join(folder, 'file'))).toHaveLength(1));
  });

  it.each([
    [
      { everyMs: 59_999, folder: 'x' },
      'everyMs must be milliseconds from 60000 to 2147483647, received 59999',
    ],
    [{ everyMs: Number.NaN, folder: 'x' }, 'everyMs must be milliseconds'],
    [{ everyMs: 60_000, folder: '' }, 'folder must be the path of a folder, received ""'],
    [{ everyMs: 60_000, folder: 'x', keep: 0 }, 'keep must be a whole number, 1 or more, received 0'],
    [{ everyMs: 60_000, folder: 'x', format: 'gif' as never }, 'format must be one of'],
  ])('refuse %o', (options, message) => {
    expect(() => reporter.schedule(options)).toThrow(message);
  });
});
