import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Narrator } from '../../src/cli/Narrator.ts';
import { Terminal } from '../../src/cli/Terminal.ts';
import type { AgentSession } from '../../src/hub/AgentConnection.ts';
import { Hub } from '../../src/hub/Hub.ts';
import type { LeakReport, PressureLevel } from '../../src/wire/event.ts';
import type { ProcessRole } from '../../src/wire/process.ts';
import type { MemorySample } from '../../src/wire/sample.ts';
import { helloOf, sampleOf } from '../hub/RawAgent.ts';
import { FakeOutput } from './FakeOutput.ts';

const mb = 1024 * 1024;
let clock: number;
let output: FakeOutput;
let hub: Hub;
let narrator: Narrator;
let main: AgentSession;
let isEnding: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  isEnding = false;
  clock = new Date(2026, 0, 2, 14, 2, 10).getTime();
  output = new FakeOutput();
  hub = new Hub({ logger: { error: () => undefined }, now: () => clock });
  const terminal = new Terminal({ output: output as never, environment: {}, now: () => clock });
  narrator = new Narrator({ hub, terminal, now: () => clock, isEnding: () => isEnding });
  main = hub.admit(helloOf('4711')) as AgentSession;
});

afterEach(() => {
  narrator.close();
  vi.useRealTimers();
});

/** Greets, and lets the time pass in which a first sample would complete the greeting. */
function greetLongAgo(): void {
  narrator.greet('node server.js', 4711, undefined);
  vi.advanceTimersByTime(1_000);
  output.text = '';
}

function cross(session: AgentSession, level: PressureLevel): void {
  const payload = {
    metric: 'heap' as const,
    level,
    previousLevel: 'normal' as const,
    usedBytes: 1,
    thresholdBytes: 1,
    limitBytes: undefined,
    ratio: undefined,
    message: 'Heap at 85 % of 512 MB.',
  };
  session.event({ time: clock, type: 'memory:threshold_exceeded', payload });
}

const report: LeakReport = {
  id: 'a',
  level: 'suspected',
  memory: 'heap',
  rateBytesPerSecond: 1024,
  grownBytes: mb,
  sinceMs: 240_000,
  pattern: 'steady',
  confidence: 0.9,
  sites: [],
  evidence: ['It grows.'],
  advice: '',
};

describe('Narrator', () => {
  it('greets with what is watched and where, then the capacity, once', () => {
    narrator.greet('node server.js', 4711, { address: 'http://127.0.0.1:7171/', place: 'Its token: /tmp/x' });
    for (const time of [1, 2]) {
      main.sample(sampleOf({ time, containerUsedBytes: 1, containerLimitBytes: 512 * mb }).row, 0);
    }
    expect(output.lines).toEqual([
      'tidemark  watching node server.js (pid 4711)   http://127.0.0.1:7171/',
      '          Its token: /tmp/x',
      "          capacity 512 MB: the container's limit binds, 512 MB left",
    ]);
  });

  it('sends to the doctor where the heap may outgrow its container', () => {
    narrator.greet('node server.js', 4711, undefined);
    const heap = { oldUsedBytes: mb, heapLimitBytes: 2048 * mb };
    main.sample(sampleOf({ time: 1, containerUsedBytes: mb, containerLimitBytes: 512 * mb, ...heap }).row, 0);
    expect(output.lines.slice(1)).toEqual([
      "          capacity 512 MB: the container's limit binds, 511 MB left (the heap could grow to 2 GB)",
      '          That would end in SIGKILL: tidemark doctor 4711 says which options fit.',
    ]);
  });

  it('says why the dashboard is not where it usually is', () => {
    narrator.greet('node server.js', 4711, { address: 'http://127.0.0.1:40000/#k=x' }, { takenPort: 7171 });
    expect(output.lines).toEqual([
      'tidemark  watching node server.js (pid 4711)   http://127.0.0.1:40000/#k=x   (7171 is in use)',
    ]);
  });

  it('does not tell the capacity of what it has not introduced', () => {
    main.sample(sampleOf({ time: 1 }).row, 0);
    expect(output.text).toBe('');
    narrator.greet('node server.js', 4711, undefined);
    main.sample(sampleOf({ time: 2 }).row, 0);
    expect(output.lines).toEqual([
      'tidemark  watching node server.js (pid 4711)',
      '          capacity unknown: this platform tells of no limit',
    ]);
  });

  it('completes the greeting before it tells what happened meanwhile', () => {
    cross(main, 'warning');
    narrator.greet('node server.js', 4711, undefined);
    cross(main, 'critical');
    expect(output.lines).toHaveLength(1);
    main.sample(sampleOf({ time: 2 }).row, 0);
    expect(output.lines.slice(1)).toEqual([
      '          capacity unknown: this platform tells of no limit',
      'tidemark  14:02:10  heap warning',
      '          Heap at 85 % of 512 MB.',
      'tidemark  14:02:10  heap critical',
      '          Heap at 85 % of 512 MB.',
    ]);
  });

  it('waits a second for a first sample, and hangs a later capacity on nothing else', () => {
    narrator.greet('node server.js', 4711, undefined);
    cross(main, 'warning');
    vi.advanceTimersByTime(999);
    expect(output.lines).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(output.lines).toHaveLength(3);
    main.sample(sampleOf({ time: 2 }).row, 0);
    expect(output.lines.at(-1)).toBe('tidemark  capacity unknown: this platform tells of no limit');
  });

  it('tells what it held back before it tells the end', () => {
    narrator.greet('node server.js', 4711, undefined);
    cross(main, 'warning');
    narrator.sayEnd({ code: 1, signal: null });
    expect(output.lines.map((line) => line.slice(20, 32))).toEqual([
      expect.anything(),
      'heap warning',
      expect.anything(),
      'node server.',
      expect.anything(),
      expect.anything(),
    ]);
  });

  it('tells of thresholds that are crossed, up and back', () => {
    greetLongAgo();
    for (const level of ['warning', 'critical', 'normal'] as const) cross(main, level);
    expect(output.lines).toEqual([
      'tidemark  14:02:10  heap warning',
      '          Heap at 85 % of 512 MB.',
      'tidemark  14:02:10  heap critical',
      '          Heap at 85 % of 512 MB.',
      'tidemark  14:02:10  heap recovered',
      '          Heap at 85 % of 512 MB.',
    ]);
  });

  it('tells of leaks, suspected, confirmed and withdrawn', () => {
    greetLongAgo();
    for (const level of ['suspected', 'confirmed', 'withdrawn'] as const) {
      main.event({ time: clock, type: `memory:leak_${level}`, payload: { ...report, level } });
    }
    expect(output.lines.filter((line) => line.startsWith('tidemark'))).toEqual([
      'tidemark  14:02:10  leak suspected   live heap +1 MB in 4 min (1 kB/s, steady)',
      'tidemark  14:02:10  leak confirmed   live heap +1 MB in 4 min (1 kB/s, steady)',
      'tidemark  14:02:10  leak withdrawn   live heap +1 MB in 4 min (no longer growing)',
    ]);
    expect(output.lines.filter((line) => line.trim() === `id       ${report.id}`)).toHaveLength(3);
  });

  it('tells when memory is about to run out, and of which limit', () => {
    greetLongAgo();
    const payload = { etaMs: 34_000, lowMs: 20_000, highMs: 60_000, limit: 'heap' as const };
    const predict = () => main.event({ time: clock, type: 'memory:out_of_memory_predicted', payload });
    predict();
    main.sample(sampleOf({ time: clock, oldUsedBytes: mb, heapLimitBytes: 128 * mb }).row, 0);
    predict();
    expect(output.lines.filter((line) => line.includes('out of memory'))).toEqual([
      "tidemark  14:02:10  out of memory in about 34 s (20 s to 60 s): the heap's limit",
      "tidemark  14:02:10  out of memory in about 34 s (20 s to 60 s): the heap's limit of 128 MB",
    ]);
  });

  it('says which process it is, where it is not the one that was started', () => {
    greetLongAgo();
    const worker = hub.admit(helloOf('4712', { role: 'cluster-worker', name: 'image.js' })) as AgentSession;
    cross(worker, 'warning');
    expect(output.lines.slice(1)).toEqual([
      '          in       image.js, cluster worker 4712',
      '          Heap at 85 % of 512 MB.',
    ]);
  });

  it('says in a line what a strategy has freed', () => {
    greetLongAgo();
    main.event({
      time: clock,
      type: 'memory:strategy_applied',
      payload: { strategy: 'collect', level: 'warning', freedBytes: 1, measured: true, pauseMs: 1 },
    });
    expect(output.text).toBe(
      'tidemark  14:02:10  collect   at warning: freed nothing worth a word, in a pause of 1 ms\n',
    );
  });

  it('says first how an application ended that may not be started again, and then why', () => {
    greetLongAgo();
    clock += 60_000;
    narrator.sayDeath({ code: null, signal: 'SIGKILL' });
    main.event({
      time: clock,
      type: 'memory:recycling',
      payload: {
        kind: 'application',
        id: '4711',
        step: 'refused',
        cause: 'died',
        reason: 'It was ended by SIGKILL, which is how memory ends a process.',
        detail: 'Three lives within an hour were too short: starting it again does not help.',
      },
    });
    narrator.sayEnd({ code: null, signal: 'SIGKILL' });
    expect(output.lines.filter((line) => line.startsWith('tidemark'))).toEqual([
      'tidemark  14:03:10  node server.js   was killed by SIGKILL after 60 s',
      'tidemark  14:03:10  restart   process 4711 is not started again',
    ]);
  });

  it('is silent about what needs no word', () => {
    narrator.sayEnd({ code: 1, signal: null });
    expect(output.text).toBe('');
    narrator.greet('node server.js', 4711, undefined);
    narrator.sayEnd({ code: 0, signal: null });
    expect(output.lines).toHaveLength(1);
  });

  it('tells what is replaced, why, and how it went', () => {
    greetLongAgo();
    const tell = (step: 'begun' | 'done', more: object): void =>
      main.event({
        time: clock,
        type: 'memory:recycling',
        payload: { kind: 'cluster-worker', id: '4712', step, cause: 'leak', reason: 'It leaks.', ...more },
      });
    tell('begun', {});
    tell('done', { replacement: '4713', durationMs: 3000, detail: 'It ended.' });
    tell('done', { kind: 'application' });
    tell('done', { kind: 'application', replacement: '4713', durationMs: 3000 });
    expect(output.text).toBe(
      [
        'tidemark  14:02:10  recycling   worker 4712 is being replaced',
        '          It leaks.',
        'tidemark  14:02:10  recycling   worker 4712 was replaced by 4713 after 3 s',
        '          It ended.',
        'tidemark  14:02:10  restart   process 4712 was replaced',
        'tidemark  14:02:10  restart   process 4712 was replaced by 4713, which was started after 3 s',
        '',
      ].join('\n'),
    );
  });

  it('tells of each death of an application that is started again, and of its newest process', () => {
    narrator.sayDeath({ code: null, signal: 'SIGKILL' });
    narrator.restarted(1);
    expect(output.text).toBe('');
    greetLongAgo();
    clock += 60_000;
    narrator.sayDeath({ code: null, signal: 'SIGKILL' });
    narrator.restarted(4712);
    clock += 5000;
    narrator.sayEnd({ code: 3, signal: null });
    expect(output.lines.filter((line) => line.includes('node server.js'))).toEqual([
      expect.stringMatching(/was killed by SIGKILL after 60 s$/),
      expect.stringMatching(/ended with code 3 after 5 s$/),
    ]);
  });

  it('tells how the application ended and where its memory stood', () => {
    narrator.greet('node server.js', 4711, undefined);
    clock += 60_000;
    main.sample(sampleOf({ time: clock - 2_000, rssBytes: 50 * mb }).row, 0);
    narrator.sayEnd({ code: null, signal: 'SIGKILL' });
    expect(output.lines.slice(2)).toEqual([
      'tidemark  14:03:10  node server.js   was killed by SIGKILL after 60 s',
      '          2 s before: RSS 50 MB.',
    ]);
  });
});

describe('Narrator, of a process that ended without last words', () => {
  const full = { oldUsedBytes: 28 * mb, liveBytes: 28 * mb, heapLimitBytes: 30 * mb, rssBytes: 90 * mb };

  /** Another process of the application, with one sample. */
  function started(id: string, role: ProcessRole, sample: Partial<MemorySample> = full): AgentSession {
    const hello = helloOf(id, { role, name: 'image.js', startedAt: clock - 720_000 });
    const session = hub.admit(hello) as AgentSession;
    session.sample(sampleOf({ time: clock - 1_000, ...sample }).row, 0);
    return session;
  }

  beforeEach(greetLongAgo);

  it('says when that was, where its memory stood, and what that points to', () => {
    const child = started('4712', 'cluster-worker');
    output.text = '';
    child.ended();
    expect(output.text).toBe('');
    vi.advanceTimersByTime(60_000);
    expect(output.lines).toEqual([
      'tidemark  14:02:10  image.js, cluster worker 4712   ended without last words at 14:02:10, after 12 min',
      '          1 s before: live heap 28 MB, RSS 90 MB.',
      '          Most likely V8 ran out of heap: 93 % of its 30 MB were in use then.',
    ]);
  });

  it('says which signal has killed it, where its parent has seen that', () => {
    const parent = started('4711', 'main', {});
    const [child, sent] = [started('4712', 'cluster-worker', { rssBytes: mb }), started('4713', 'child')];
    output.text = '';
    child.ended();
    sent.ended();
    parent.childEnded(4712, { code: null, signal: 'SIGKILL' });
    // This one was asked to end.
    parent.childEnded(4713, { code: null, signal: 'SIGTERM' });
    vi.advanceTimersByTime(60_000);
    expect(output.lines).toEqual([
      'tidemark  14:02:10  image.js, cluster worker 4712   was killed by SIGKILL at 14:02:10, after 12 min',
      '          1 s before: RSS 1 MB.',
    ]);
  });

  it('says once how it ended, also where that is known late', () => {
    const parent = started('4711', 'main', {});
    const child = started('4712', 'cluster-worker', { rssBytes: mb });
    output.text = '';
    child.ended();
    vi.advanceTimersByTime(3000);
    parent.childEnded(4712, { code: null, signal: 'SIGKILL' });
    vi.advanceTimersByTime(60_000);
    expect(output.lines.filter((line) => line.includes('image.js'))).toEqual([
      expect.stringContaining('ended without last words'),
    ]);
  });

  it('says that it crashed, also where the application ends well a moment later', () => {
    const parent = started('4711', 'main', {});
    for (const [id, signal] of [
      ['4712', 'SIGSEGV'],
      ['4713', 'SIGKILL'],
      ['4714', 'SIGTERM'],
    ] as const) {
      started(id, 'child', { rssBytes: mb }).ended();
      parent.childEnded(Number(id), { code: null, signal });
    }
    output.text = '';
    narrator.sayEnd({ code: 0, signal: null });
    expect(output.lines).toEqual([
      'tidemark  14:02:10  image.js, child process 4712   was killed by SIGSEGV at 14:02:10, after 12 min',
      '          1 s before: RSS 1 MB.',
    ]);
  });

  it('has no word of a worker that Tidemark replaces', () => {
    const worker = started('4712', 'cluster-worker');
    const primary = started('4711', 'main', {});
    primary.event({
      type: 'memory:recycling',
      time: clock,
      payload: {
        kind: 'cluster-worker',
        id: '4712',
        step: 'begun',
        cause: 'requested',
        reason: 'It is full.',
      },
    } as Parameters<AgentSession['event']>[0]);
    worker.ended();
    vi.advanceTimersByTime(60_000);
    expect(output.text).toContain('It is full.');
    expect(output.text).not.toContain('ended without last words');
  });

  it('does not guess where its memory points to nothing', () => {
    started('4712', 'child', { rssBytes: mb }).ended();
    (hub.admit(helloOf('4713', { role: 'child', startedAt: clock })) as AgentSession).ended();
    output.text = '';
    vi.advanceTimersByTime(60_000);
    expect(output.lines.filter((line) => line.startsWith(' '))).toEqual([
      '          1 s before: RSS 1 MB.',
      '          It was killed, or V8 ran out of heap.',
      '          It was killed, or V8 ran out of heap.',
    ]);
  });

  it('tells a thread whose heap was full from one that was terminated', () => {
    started('4711.1', 'worker-thread').ended();
    started('4711.2', 'worker-thread', { ...full, oldUsedBytes: mb }).ended();
    started('4711.3', 'worker-thread', {}).ended();
    output.text = '';
    vi.advanceTimersByTime(60_000);
    expect(output.lines.filter((line) => line.startsWith('tidemark'))).toEqual([
      expect.stringContaining('image.js, worker thread 4711.1   ended without last words'),
    ]);
  });

  it('is silent about one that said goodbye, was stopped, or comes back', () => {
    started('4712', 'child').ended('exit code 1');
    started('4713', 'child').ended('stopped');
    started('4714', 'child').ended();
    started('4714', 'child');
    output.text = '';
    vi.advanceTimersByTime(60_000);
    expect(output.text).toBe('');
  });

  it('is silent where the application ends with them, or was asked to end', () => {
    const sessions = [started('4712', 'child'), started('4713', 'child'), started('4714', 'child')];
    output.text = '';
    isEnding = true;
    sessions[0]?.ended();
    vi.advanceTimersByTime(60_000);
    isEnding = false;
    for (const session of sessions.slice(1)) session.ended();
    narrator.sayEnd({ code: 0, signal: null });
    vi.advanceTimersByTime(60_000);
    expect(output.text).toBe('');
  });

  it('tells of the one that made a command fail', () => {
    const child = started('4712', 'child');
    output.text = '';
    child.ended();
    narrator.sayEnd({ code: 134, signal: null });
    expect(output.lines.filter((line) => line.startsWith('tidemark'))).toEqual([
      expect.stringContaining('image.js, child process 4712   ended without last words'),
      expect.stringContaining('node server.js   ended with code 134'),
    ]);
  });

  it.each([
    [4, '1 more process'],
    [9, '6 more processes'],
  ])('of %i, tells three, and how many more', (count, others) => {
    const sessions = Array.from({ length: count }, (_, index) =>
      started(`${5000 + index}`, 'cluster-worker'),
    );
    output.text = '';
    for (const session of sessions) session.ended();
    vi.advanceTimersByTime(62_000);
    const told = output.lines.filter((line) => line.startsWith('tidemark'));
    expect(told).toHaveLength(4);
    expect(told.at(-1)).toBe(
      `tidemark  14:02:10  ${others}   were killed, or ended without last words, within a minute`,
    );
    started('6000', 'cluster-worker').ended();
    vi.advanceTimersByTime(2_000);
    expect(output.text).toContain('cluster worker 6000');
  });

  it('tells how many more there were at the end of the application at the latest', () => {
    const sessions = Array.from({ length: 5 }, (_, index) => started(`${5000 + index}`, 'child'));
    for (const session of sessions) session.ended();
    vi.advanceTimersByTime(2_000);
    output.text = '';
    narrator.sayEnd({ code: 0, signal: null });
    narrator.close();
    expect(output.lines).toEqual([
      'tidemark  14:02:10  2 more processes   were killed, or ended without last words, within a minute',
    ]);
  });
});
