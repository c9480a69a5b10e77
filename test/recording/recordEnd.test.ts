import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FlightNote } from '../../src/recording/FlightNote.ts';
import { type EndRecording, recordEnd } from '../../src/recording/recordEnd.ts';
import { sampleAt } from './givenFlight.ts';

/** Stands for `process`: exits as Node.js does. */
class Host extends EventEmitter {
  exitCode: unknown;
  readonly left: unknown[] = [];
  #isExiting = false;

  exit(code?: unknown): void {
    if (code !== undefined) this.exitCode = code;
    if (!this.#isExiting) {
      this.#isExiting = true;
      this.emit('exit', this.exitCode ?? 0);
    }
    this.reallyExit(this.exitCode ?? 0);
  }

  reallyExit(code: unknown): string {
    this.left.push(this instanceof Host, code);
    return 'gone';
  }
}

let host: Host;
let notes: FlightNote[];
let samples: number;
let closed: number;
let ended: number;

beforeEach(() => {
  host = new Host();
  notes = [];
  samples = 0;
  closed = 0;
  ended = 0;
});

function record(platform = 'linux'): EndRecording {
  return recordEnd({
    host: host as never,
    platform,
    recorder: {
      recordNote: (note) => void (closed === 0 && notes.push(note)),
      recordSample: () => {
        samples += 1;
      },
      close: () => {
        closed += 1;
      },
    },
    sample: () => sampleAt(1),
    endedWell: () => {
      ended += 1;
    },
    now: () => 1000,
    wall: () => 2000,
    steady: () => 70,
  });
}

function codes(): unknown[] {
  return notes.flatMap((note) => (note.type === 'exit' ? [note.code] : []));
}

describe('the end of a process', () => {
  it('has the exit code that a listener of exit has set, also one after ours', () => {
    record();
    host.on('exit', () => {
      host.exitCode = 44;
    });
    host.exit();
    expect(codes()).toEqual([0, 44]);
    expect([samples, ended]).toEqual([1, 0]);
    expect(host.left).toEqual([true, 44]);
  });

  it('has the code of an exit within exit, which comes back to nobody', () => {
    record();
    host.on('exit', () => host.exit(33));
    host.exit(3);
    expect(codes()).toEqual([3, 33]);
    expect(host.left.slice(0, 2)).toEqual([true, 33]);
    expect(host.reallyExit(5)).toBe('gone');
  });

  it('has the code of a listener that throws, and what it has thrown', () => {
    record();
    const failure = new TypeError('of a listener');
    host.prependListener('exit', () => {
      throw failure;
    });
    expect(() => host.emit('exit', 0)).toThrow(failure);
    host.emit('uncaughtExceptionMonitor', failure, 'uncaughtException');
    expect(notes).toMatchObject([
      { type: 'exit', code: 1 },
      { type: 'exception', name: 'TypeError' },
    ]);
    expect([samples, closed]).toEqual([1, 0]);
  });

  it.each([
    ['7', 7, 7],
    [256, 0, 256],
    [-1, 255, -1],
    [undefined, 0, 0],
  ])('has the code %s as the system sees it', (given, seen, onWindows) => {
    record();
    host.exit(given);
    expect(codes()).toEqual([seen]);
    expect(ended).toBe(seen === 0 ? 1 : 0);
    [host, notes, closed] = [new Host(), [], 0];
    record('win32');
    host.exit(given);
    expect(codes()).toEqual([onWindows]);
  });

  it('has a rejection taken back that got a handler later', () => {
    record();
    const promise = {};
    host.emit('unhandledRejection', new Error('late'), promise);
    host.emit('uncaughtExceptionMonitor', new Error('late'), 'unhandledRejection');
    host.emit('rejectionHandled', promise);
    expect(notes.map(({ type }) => type)).toEqual(['exception', 'rejection-handled']);
  });

  it('leaves the process as it was', () => {
    const end = record();
    expect(Object.hasOwn(host, 'reallyExit')).toBe(true);
    end.close();
    expect([Object.hasOwn(host, 'reallyExit'), Object.hasOwn(host, 'emit')]).toEqual([false, false]);
    expect(host.eventNames()).toEqual([]);
    host.exit(4);
    expect(notes).toEqual([]);
  });
});
