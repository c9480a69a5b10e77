// An exception that a handler had swallowed was told as the cause of an exit seconds later, and harmless rejections, one every
// second and a half, as that of an exit after them.
import { EventEmitter } from 'node:events';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Death } from '../../src/recording/death/Death.ts';
import { deathOf } from '../../src/recording/death/deathOf.ts';
import { deathEvidence, deathHeadline } from '../../src/recording/death/deathWords.ts';
import { type EndRecording, recordEnd } from '../../src/recording/recordEnd.ts';
import { FlightPlace, flown, sampleAt } from '../recording/givenFlight.ts';

const place = new FlightPlace();
afterAll(() => place.close());

let host: EventEmitter;
let elapsedMs: number;

beforeEach(() => {
  host = new EventEmitter();
  elapsedMs = 0;
});

/** How a process has died to which this happened before it exited with code 1. */
function death(happens: (end: EndRecording) => void): Death {
  const flight = flown(place, (recorder) => {
    const clock = (): number => 100_000 + elapsedMs;
    const end = recordEnd({
      host: host as never,
      platform: 'linux',
      recorder,
      sample: () => sampleAt(clock()),
      endedWell: () => undefined,
      now: clock,
      wall: clock,
      steady: () => elapsedMs,
    });
    happens(end);
    host.emit('exit', 1);
    end.close();
  });
  return deathOf(flight);
}

/** As Node.js tells of an error that nobody has caught. */
function thrown(name: string): boolean {
  const error = new RangeError(name);
  host.emit('uncaughtExceptionMonitor', error, 'uncaughtException');
  return host.emit('uncaughtException', error, 'uncaughtException');
}

describe('an exception that a handler was told of', () => {
  it('most likely ended a process that went on for a while, and no more than that', () => {
    host.on('uncaughtException', () => undefined);
    const found = death(() => {
      thrown('unrelated');
      elapsedMs += 4000;
    });
    expect(found).toMatchObject({ manner: 'exception', certainty: 'likely', goneOnMs: 4000 });
    expect(deathHeadline(found)).toBe('was most likely ended for an uncaught RangeError');
    expect(deathEvidence(found)).toContain(
      "A handler of the application's was told of it, and the process went on for 4 s before it exited.",
    );
  });

  it('is no cause where the process had gone on after another one, but came before the end', () => {
    host.on('uncaughtException', () => undefined);
    const found = death(() => {
      thrown('first');
      elapsedMs += 1500;
      thrown('second');
      elapsedMs += 500;
    });
    expect(found).toMatchObject({ manner: 'exit', exception: undefined, lastError: { message: 'second' } });
  });

  it('is one of several that came at once, and may have one cause', () => {
    host.on('uncaughtException', () => undefined);
    const found = death(() => {
      thrown('first');
      elapsedMs += 800;
      thrown('second');
      elapsedMs += 500;
    });
    expect(found).toMatchObject({ manner: 'exception', certainty: 'likely', goneOnMs: 500 });
  });

  it('has ended the process where it has none, or where that has not come back', () => {
    expect(death(() => thrown('fatal'))).toMatchObject({ manner: 'exception', certainty: 'seen' });
    host = new EventEmitter();
    host.once('uncaughtException', () => host.emit('exit', 1));
    const within = death(() => thrown('fatal'));
    expect(within).toMatchObject({ manner: 'exception', certainty: 'seen', goneOnMs: undefined });
    expect(deathHeadline(within)).toBe('died of an uncaught RangeError');
    host = new EventEmitter();
    let isHandled = true;
    host.on('uncaughtException', () => {
      if (!isHandled) throw new Error('of the handler');
    });
    const second = death(() => {
      thrown('first');
      elapsedMs += 5000;
      isHandled = false;
      expect(() => thrown('second')).toThrow('of the handler');
    });
    expect(second).toMatchObject({ certainty: 'seen', exception: { message: 'second' } });
  });

  it('was outlived as well where no event tells of its handler, as that of a domain', () => {
    const found = death((end) => {
      host.emit('uncaughtExceptionMonitor', new RangeError('of a domain'), 'uncaughtException');
      elapsedMs += 1000;
      end.moved();
      elapsedMs += 1000;
    });
    expect(found).toMatchObject({ certainty: 'likely', goneOnMs: 2000 });
  });
});

describe('a rejection that a handler was told of', () => {
  const reject = (everyMs: number, times: number) => (): void => {
    host.on('unhandledRejection', () => undefined);
    for (let count = 0; count < times; count++) {
      elapsedMs += everyMs;
      host.emit('unhandledRejection', new Error('harmless'), {});
    }
    elapsedMs += 300;
  };

  it('is no cause where the process had gone on after another one', () => {
    expect(death(reject(1500, 6)).manner).toBe('exit');
    host = new EventEmitter();
    expect(death(reject(500, 12)).manner).toBe('exit');
  });

  it('is one of several that came at once, and may have one cause', () => {
    expect(death(reject(100, 5))).toMatchObject({ manner: 'rejection', certainty: 'likely' });
  });
});
