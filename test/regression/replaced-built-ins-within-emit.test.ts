// An application that had replaced built-ins by what throws ended with code 7 for an exception that it had a handler for.
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LookedThrough } from '../../src/recording/LookedThrough.ts';
import { type RecordedEnd, recordEnd } from '../../src/recording/recordEnd.ts';
import { sampleAt } from '../recording/givenFlight.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const end of ends.splice(0)) end();
});

const fail = (): never => {
  throw new Error('of a replacement');
};

function recorded(recordNote: RecordedEnd['recorder']['recordNote'] = () => undefined): EventEmitter {
  const host = new EventEmitter();
  const end = recordEnd({
    host: host as never,
    platform: 'linux',
    recorder: { recordNote, recordSample: () => undefined, close: () => undefined },
    sample: () => sampleAt(1),
    endedWell: () => undefined,
    now: () => 1000,
    wall: () => 2000,
    steady: () => 70,
  });
  ends.push(end.close);
  return host;
}

/** What comes of it while these are replaced. */
function whileReplaced<Result>(owner: object, names: readonly string[], act: () => Result): Result {
  const own = names.map((name) => Object.getOwnPropertyDescriptor(owner, name)!);
  const { defineProperty } = Object;
  for (const name of names) defineProperty(owner, name, { value: fail, configurable: true, writable: true });
  try {
    return act();
  } finally {
    for (let index = 0; index < names.length; index++) defineProperty(owner, names[index]!, own[index]!);
  }
}

describe('an event of the process', () => {
  it.each<[string, object, string[]]>([
    ['Map.prototype', Map.prototype, ['get', 'has', 'set', 'clear']],
    ['Object', Object, ['getPrototypeOf', 'defineProperty', 'keys']],
    ['Reflect', Reflect, ['apply']],
    ['WeakRef.prototype', WeakRef.prototype, ['deref']],
    ['RegExp.prototype', RegExp.prototype, ['exec']],
    ['Array.prototype', Array.prototype, ['slice', 'map']],
    ['String.prototype', String.prototype, ['slice']],
  ])('reaches its listeners once, with functions of %s replaced', (_owner, owner, names) => {
    const host = recorded();
    const told: unknown[] = [];
    host.on('uncaughtException', (error) => told.push(error));
    host.on('unhandledRejection', (reason) => told.push(reason));
    const results = whileReplaced(owner, names, () => {
      const monitored = host.emit('uncaughtExceptionMonitor', new Error('one'), 'uncaughtException');
      const handled = host.emit('uncaughtException', 1, 'uncaughtException');
      const rejected = host.emit('unhandledRejection', 2, {});
      const late = host.emit('rejectionHandled', {});
      return [monitored, handled, rejected, late];
    });
    expect(results).toEqual([true, true, true, false]);
    expect(told).toEqual([1, 2]);
  });

  it('passes on what it throws, and whatever asks who hears of it', () => {
    const host = new EventEmitter();
    new LookedThrough(host, 'emit', fail);
    const failure = new Error('of a listener');
    let calls = 0;
    host.on('message', () => {
      calls += 1;
      throw failure;
    });
    expect(() => host.emit('message')).toThrow(failure);
    expect(calls).toBe(1);
  });

  it('is still recorded with Map.prototype.get replaced', () => {
    const types: string[] = [];
    const host = recorded(({ type }) => types.push(type));
    whileReplaced(Map.prototype, ['get'], () => host.emit('exit', 3));
    expect(types).toEqual(['exit']);
  });

  it('does not fail with what the recorder throws', () => {
    const host = recorded(fail);
    expect(host.emit('uncaughtExceptionMonitor', new Error('one'), 'uncaughtException')).toBe(true);
  });
});
