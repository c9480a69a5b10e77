import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { printLines } from '../../../src/cli/top/printLines.ts';
import { processJson, processLine } from '../../../src/cli/top/processLine.ts';
import type { TopSnapshot } from '../../../src/cli/top/TopProcess.ts';
import { mib } from '../../monitoring/simulation.ts';
import { at, incident } from '../../reporting/given.ts';
import { FakeOutput } from '../FakeOutput.ts';
import { killedProcess, leakingProcess, now, nowSecond, snapshotOf, topProcess } from './given.ts';

const iso = new Date(now).toISOString().replace('.000', '');

describe('a line of a process', () => {
  it('has a word for each field, for grep and awk', () => {
    expect(processLine(leakingProcess(), now)).toBe(
      `${iso} pid=4711 name=api verdict="leak confirmed" live=212M used=268M rss=401M of-capacity=78% limit=container oom="2 h 35 (2 h-3 h 25)"`,
    );
    expect(processLine(topProcess({ row: undefined, identity: { name: 'a "b"\n' } }), now)).toBe(
      `${iso} pid=4712 name="a \\"b\\"?" verdict="no sample yet" live=- used=- rss=- of-capacity=- limit=- oom=-`,
    );
  });

  it('is as JSON one object with the same keys always', () => {
    const told = JSON.parse(processJson(leakingProcess(), now));
    expect(told).toMatchObject({
      time: now,
      id: '4711',
      state: 'live',
      exit: null,
      verdict: 'leak confirmed',
      liveBytes: 212 * mib,
      capacity: { kind: 'container', limitBytes: 512 * mib },
      outOfMemory: { lowMs: 7_200_000, limit: 'container' },
      pressure: 'warning',
      incidents: [
        {
          level: 'confirmed',
          headline: 'live heap +29 MB in 9 min (52 kB/s, steady)',
          report: { holder: { path: 'app.locals.sessions' } },
        },
      ],
    });
    const unknown = JSON.parse(processJson(topProcess({ row: undefined }), now));
    expect(Object.keys(unknown)).toEqual(Object.keys(told));
    expect(unknown).toMatchObject({ liveBytes: null, capacity: null, outOfMemory: null, pressure: 'normal' });
  });

  it('tells of a threshold by its message', () => {
    const message = 'The heap is at 91 % of its limit.';
    const payload = {
      metric: 'heap',
      level: 'critical',
      previousLevel: 'warning',
      usedBytes: 1,
      thresholdBytes: 1,
      limitBytes: undefined,
      ratio: undefined,
      message,
    } as const;
    const crossing = incident({
      kind: 'threshold',
      subject: 'heap',
      level: 'critical',
      events: [{ time: now, type: 'memory:threshold_exceeded', payload }],
    });
    const [told] = JSON.parse(processJson(topProcess({ incidents: [crossing] }), now)).incidents;
    expect(told).toMatchObject({ subject: 'heap', headline: message, report: null });
  });
});

describe('lines', () => {
  let snapshot: TopSnapshot;
  let stdout: FakeOutput & Partial<EventEmitter>;
  let stderr: FakeOutput;
  let signals: EventEmitter;
  const look = vi.fn(async () => undefined);

  beforeEach(() => {
    vi.useFakeTimers();
    snapshot = snapshotOf(topProcess(), leakingProcess());
    stdout = new FakeOutput();
    stderr = new FakeOutput();
    signals = new EventEmitter();
    look.mockReset();
  });

  afterEach(() => vi.useRealTimers());

  const print = (given: { json?: boolean; once?: boolean } = {}) =>
    printLines({
      watch: { look, snapshot: () => snapshot },
      intervalMs: 1000,
      json: false,
      once: false,
      ...given,
      context: { stdout: stdout as never, stderr: stderr as never, environment: {}, signals, now: () => now },
    });

  it('come for each process in each interval, by number, until a signal', async () => {
    const ended = print();
    expect(stdout.lines.map((line) => /pid=(\d+)/.exec(line)?.[1])).toEqual(['4711', '4712']);
    await vi.advanceTimersByTimeAsync(2000);
    expect(stdout.lines).toHaveLength(6);
    expect(look).toHaveBeenCalledTimes(2);
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await ended).toEqual({ signal: 'SIGTERM' });
    expect(vi.getTimerCount()).toBe(0);
    expect(signals.eventNames()).toEqual([]);
  });

  it('come once where that is all that is wanted', async () => {
    expect(await print({ once: true, json: true })).toEqual({ exitCode: 0 });
    expect(stdout.lines.map((line) => JSON.parse(line).id)).toEqual(['4711', '4712']);
  });

  it('end with one that says how it ended; who had ended before is no news, and an ended hub is told once', async () => {
    snapshot = snapshotOf(topProcess(), killedProcess());
    const ended = print();
    expect(stdout.lines).toHaveLength(1);
    const lost = { ...topProcess(), state: 'unwatched' } as const;
    const ends = [{ time: at(nowSecond), name: 'api', pid: 4711 }];
    snapshot = { ...snapshotOf(lost, killedProcess()), ended: ends, answering: 0 };
    await vi.advanceTimersByTimeAsync(3000);
    expect(stdout.lines).toHaveLength(2);
    expect(stdout.lines[1]).toContain('verdict=unwatched');
    expect(stderr.text.match(/api \(pid 4711\) ended at/g)).toHaveLength(1);
    signals.emit('SIGINT', 'SIGINT');
    await ended;
  });

  it('end where nobody reads them any more, or where something fails', async () => {
    const events = new EventEmitter();
    Object.assign(stdout, { on: events.on.bind(events), off: events.off.bind(events) });
    const ended = print();
    events.emit('error', new Error('EPIPE'));
    expect(await ended).toEqual({ exitCode: 0 });
    look.mockRejectedValueOnce(new Error('broken'));
    const failed = expect(print()).rejects.toThrow('broken');
    await vi.advanceTimersByTimeAsync(1000);
    await failed;
  });
});
