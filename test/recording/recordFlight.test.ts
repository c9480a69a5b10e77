import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { agentRecording, deathSentence } from '../../src/recording/agentRecording.ts';
import { deathOf } from '../../src/recording/death/deathOf.ts';
import { examineFlight } from '../../src/recording/examineFlight.ts';
import { flightFiles } from '../../src/recording/FlightFiles.ts';
import { FlightRecorder } from '../../src/recording/FlightRecorder.ts';
import { newFlightName } from '../../src/recording/flightNames.ts';
import { ownSignature } from '../../src/recording/processSignature.ts';
import { type Flight, readFlight } from '../../src/recording/readFlight.ts';
import { type RecordedFlight, recordFlight } from '../../src/recording/recordFlight.ts';
import { FakeSource, FakeTime } from '../monitoring/simulation.ts';
import { FlightPlace, identity, sampleAt, subject } from './givenFlight.ts';

let place: FlightPlace;
let host: EventEmitter;
let time: FakeTime;
let monitor: MemoryMonitor | undefined;
let failures: string[];

beforeEach(() => {
  place = new FlightPlace();
  host = new EventEmitter();
  time = new FakeTime();
  failures = [];
  sampleEach(1000);
});

afterEach(() => {
  monitor?.stop();
  place.close();
});

/** Has the monitor begin anew. */
function sampleEach(samplingInterval: number): void {
  monitor?.stop();
  monitor = new MemoryMonitor({
    source: new FakeSource(time),
    samplingInterval,
    now: time.now,
    timers: time,
  });
  monitor.start();
}

function recorded(): RecordedFlight {
  return {
    monitor: monitor!,
    process: { ...identity, pid: process.pid },
    host: host as never,
    directory: place.folder,
    fileBytes: 128 * 1024,
    maxBytes: 1024 ** 2,
    failed: ({ message }) => failures.push(message),
  };
}

function onlyFlight(): { readonly name: string; readonly flight: Flight } {
  const names = readdirSync(place.folder).filter((name) => name.endsWith('.flight'));
  expect(names).toHaveLength(1);
  return { name: names[0]!, flight: readFlight(readFileSync(place.path(names[0]))) };
}

describe('the flight of a monitored process', () => {
  it('begins with what was sampled before, and goes on until it is ended', () => {
    time.pass(2000);
    const end = recordFlight(recorded());
    time.pass(3000);
    expect(onlyFlight().flight.samples).toHaveLength(6);
    monitor?.mark('deploy');
    end();
    time.pass(3000);
    const { name, flight } = onlyFlight();
    expect(flight.samples).toHaveLength(6);
    expect(flight.events.map(({ type }) => type)).toEqual(['memory:mark']);
    expect(flight.notes.at(-1)?.type).toBe('stopped');
    expect(name).toMatch(/\.ended\.flight$/);
    expect(host.eventNames()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('has each of the last seconds where samples are further apart, and no more of them than it has room for', () => {
    sampleEach(5000);
    const end = recordFlight({
      ...recorded(),
      process: { ...identity, intervalMs: 5000 },
      timers: time,
    });
    time.pass(63_000);
    const { samples, pulses } = onlyFlight().flight;
    const last = samples.at(-1)![0]!;
    // The first 44 s have those of 5 s alone.
    expect([samples.length, pulses]).toEqual([13 + 16, 16]);
    const ages = samples.map((row) => last - row[0]!).filter((age, index, all) => age !== all[index - 1]);
    expect(ages.slice(-16)).toEqual(Array.from({ length: 16 }, (_, index) => (15 - index) * 1000));
    end();
    time.pass(5000);
    expect(onlyFlight().flight.samples).toHaveLength(29);
    expect(failures).toEqual([]);
  });

  it('has how memory stands as it begins, so that its first seconds are more than one step', () => {
    sampleEach(5000);
    time.pass(1000);
    const end = recordFlight({
      ...recorded(),
      process: { ...identity, intervalMs: 5000 },
      timers: time,
    });
    time.pass(1500);
    const [first, ...later] = onlyFlight().flight.samples.map((row) => row[0]!);
    expect(later.map((at) => at - first!)).toEqual([1000, 2000]);
    end();
  });

  it('has none in between where samples are a second apart', () => {
    const end = recordFlight({ ...recorded(), timers: time });
    time.pass(3500);
    expect(onlyFlight().flight).toMatchObject({ pulses: 0 });
    end();
  });

  it('times errors as samples, which never go back, and its end by a clock that was put back meanwhile', () => {
    const day = 86_400_000;
    let wallMs = Date.now();
    recordFlight({ ...recorded(), wall: () => wallMs });
    const before = wallMs;
    wallMs -= 365 * day;
    host.emit('uncaughtExceptionMonitor', new TypeError('no such room'), 'uncaughtException');
    const caught = onlyFlight().flight.notes.find(({ type }) => type === 'exception');
    expect(Math.abs(caught!.time - before)).toBeLessThan(60_000);
    host.emit('exit', 1);
    const ended = onlyFlight().flight.notes.find(({ type }) => type === 'exit');
    expect(ended?.time).toBe(wallMs);
  });

  it('has the error that nobody caught, and the exit, with a last sample', () => {
    recordFlight(recorded());
    host.emit('uncaughtExceptionMonitor', new TypeError('no such room'), 'uncaughtException');
    host.emit('exit', 1);
    const { name, flight } = onlyFlight();
    expect(flight.samples.length).toBe(2);
    expect(flight.notes.filter(({ type }) => type !== 'oom-kills')).toMatchObject([
      { type: 'exception', name: 'TypeError', message: 'no such room', origin: 'uncaughtException' },
      { type: 'exit', code: 1, isLoopEmpty: false },
    ]);
    expect(name).not.toContain('ended');
  });

  it('has the rejection in whose handler the application exits, and none that it went on after', () => {
    const end = recordFlight(recorded());
    host.on('unhandledRejection', (reason) => {
      if (reason instanceof RangeError) host.emit('exit', 1);
    });
    host.emit('unhandledRejection', new Error('one that is logged'), undefined);
    host.emit('unhandledRejection', new RangeError('out of rooms'), undefined);
    const { notes } = onlyFlight().flight;
    expect(notes.filter(({ type }) => type !== 'oom-kills')).toMatchObject([
      {
        type: 'exception',
        name: 'RangeError',
        message: 'out of rooms',
        origin: 'unhandledRejection',
        handler: 'running',
        place: expect.stringContaining('recordFlight.test.ts'),
      },
      { type: 'exit', code: 1 },
    ]);
    end();
    expect(Object.hasOwn(host, 'emit')).toBe(false);
  });

  it('hears of rejections from what emits them, where its host stands for that', () => {
    const emitter = new EventEmitter();
    const on = host.on.bind(host);
    const off = host.off.bind(host);
    const end = recordFlight({ ...recorded(), host: { on, off, emitter } as never });
    emitter.on('unhandledRejection', () => host.emit('exit', 1));
    emitter.emit('unhandledRejection', new RangeError('out of rooms'), undefined);
    end();
    const errors = onlyFlight().flight.notes.filter(({ type }) => type === 'exception');
    expect(errors).toMatchObject([{ name: 'RangeError', handler: 'running' }]);
    expect(Object.hasOwn(emitter, 'emit')).toBe(false);
  });

  it('has how long the exit came after the error, by a clock that nobody sets', () => {
    let wallMs = Date.now();
    let steadyMs = 5000;
    recordFlight({ ...recorded(), wall: () => wallMs, steady: () => steadyMs });
    host.emit('uncaughtExceptionMonitor', new TypeError('no such room'), 'uncaughtException');
    wallMs += 3_600_000;
    steadyMs += 800;
    host.emit('exit', 1);
    const { flight } = onlyFlight();
    expect(flight.notes.at(-1)).toMatchObject({ type: 'exit', afterErrorMs: 800 });
    expect(deathOf(flight)).toMatchObject({ manner: 'exception', exception: { name: 'TypeError' } });
  });

  it('has no rejection where the process ended well, or an error came after it that nobody caught', () => {
    recordFlight(recorded());
    host.on('unhandledRejection', () => undefined);
    host.emit('unhandledRejection', new RangeError('out of rooms'), undefined);
    host.emit('uncaughtExceptionMonitor', new TypeError('no such room'), 'uncaughtException');
    host.emit('exit', 1);
    const exceptions = onlyFlight().flight.notes.filter(({ type }) => type === 'exception');
    expect(exceptions).toMatchObject([{ name: 'TypeError' }]);
  });

  it('tells an end with nothing left to do from a call of process.exit, and what ended well by its name', () => {
    recordFlight(recorded());
    host.emit('beforeExit', 0);
    host.emit('exit', 0);
    const { name, flight } = onlyFlight();
    expect(flight.notes.at(-1)).toMatchObject({ type: 'exit', code: 0, isLoopEmpty: true });
    expect(name).toMatch(/\.ended\.flight$/);
  });

  it('survives whatever is thrown: no error, an error that throws itself, an endless message', () => {
    recordFlight(recorded());
    const hostile = Object.defineProperty(new Error(), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    for (const thrown of [undefined, 7, hostile, new Error('x'.repeat(100_000))]) {
      host.emit('uncaughtExceptionMonitor', thrown, 'unhandledRejection');
    }
    const exceptions = onlyFlight().flight.notes.filter(({ type }) => type === 'exception');
    expect(exceptions).toHaveLength(4);
    expect(failures).toEqual([]);
  });

  it('is none where the folder cannot be made, or is full of the living; that is told once', () => {
    writeFileSync(place.path('file'), '');
    const end = recordFlight({ ...recorded(), directory: place.path('file') });
    time.pass(2000);
    end();
    recordFlight({ ...recorded(), maxBytes: 1000 });
    expect(failures).toEqual([
      expect.stringMatching(/EEXIST|ENOTDIR/),
      expect.stringContaining('is full (recorder.maxBytes)'),
    ]);
  });
});

describe('what others know of an end', () => {
  it('is added to a flight once, and is what a post-mortem goes by', () => {
    const path = place.path();
    const recorder = new FlightRecorder({ path, subject, fileBytes: 128 * 1024 });
    recorder.recordNote({ type: 'oom-kills', time: 1, count: 0 });
    recorder.close();
    const exit = { time: 9, code: null, signal: 'SIGKILL' };
    examineFlight(path, { type: 'examined', time: 10, exit, oomKills: 1 });
    examineFlight(path, { type: 'examined', time: 20, oomKills: 7 });
    const { notes, lastTime, skipped } = readFlight(readFileSync(path));
    expect(notes).toEqual([
      { type: 'oom-kills', time: 1, count: 0 },
      { type: 'examined', time: 10, exit, oomKills: 1 },
    ]);
    expect({ lastTime, skipped }).toEqual({ lastTime: 1, skipped: 0 });
    examineFlight(place.path('none'), { type: 'examined', time: 1 });
  });
});

describe('the next start', () => {
  it('tells in one sentence how the one before it has died, and where to look', () => {
    const path = place.path(newFlightName(1000, 77));
    const dead = { ...identity, pid: 77, name: 'app.js' };
    const recorder = new FlightRecorder({
      path,
      subject: {
        process: dead,
        directory: process.cwd(),
        signature: { ...ownSignature(flightFiles), startTicks: 1 },
      },
      fileBytes: 128 * 1024,
    });
    recorder.recordSample(sampleAt(5000, { oldUsedBytes: 95, heapLimitBytes: 100 }));
    recorder.close();
    const told: string[] = [];
    const options = {
      ...recorded(),
      process: { ...identity, pid: process.pid, name: 'app.js' },
      recorder: { enabled: true, directory: place.folder, fileBytes: 128 * 1024, maxBytes: 1024 ** 2 },
      tell: (sentence: string) => void told.push(sentence),
      timers: time,
    };
    agentRecording(options)();
    agentRecording(options)();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^app\.js \(pid 77\) most likely ran out of heap .* ago\. See: tidemark postmortem \S+\.seen\.flight$/,
    );
    const flight = readFlight(readFileSync(/postmortem (\S+)$/.exec(told[0]!)![1]!));
    expect(
      deathSentence({ path: 'p', flight, death: { manner: 'silent', time: undefined } as never }, 0),
    ).toBe('app.js (pid 77) ended without a word. See: tidemark postmortem p');
  });
});
