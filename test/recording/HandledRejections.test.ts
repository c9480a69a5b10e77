import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { HandledRejections } from '../../src/recording/HandledRejections.ts';
import { LookedThrough } from '../../src/recording/LookedThrough.ts';

let host: EventEmitter;
let time: number;
let steadyTime: number;
const clocks = { now: () => time, steady: () => steadyTime };

beforeEach(() => {
  host = new EventEmitter();
  time = 1000;
  steadyTime = 70;
});

/** What is heard of them by looking through `emit`. */
function heardOf(emitter: object): HandledRejections {
  const rejections = new HandledRejections(clocks);
  new LookedThrough(emitter, 'emit', (given) => rejections.ears.get(given[0]));
  return rejections;
}

describe('unhandled rejections that a handler of the application hears of', () => {
  it('are known while it runs, and for ten seconds after', () => {
    const rejections = heardOf(host);
    const reason = new RangeError('out of rooms');
    host.on('unhandledRejection', () => {
      expect(rejections.last()).toEqual({ reason, time: 1000, handler: 'running', agoMs: 0 });
    });
    expect(host.emit('unhandledRejection', reason, 'promise')).toBe(true);
    expect.assertions(4);
    steadyTime = 10_070;
    expect(rejections.last()).toEqual({ reason, time: 1000, handler: 'returned', agoMs: 10_000 });
    steadyTime = 10_071;
    expect(rejections.last()).toBeUndefined();
  });

  it('are as old as they are, whatever the clock is set to meanwhile', () => {
    const rejections = heardOf(host);
    const reason = new RangeError('out of rooms');
    host.on('unhandledRejection', () => undefined);
    host.emit('unhandledRejection', reason);
    time += 3_600_000;
    steadyTime += 2000;
    expect(rejections.last()).toEqual({ reason, time: 1000, handler: 'returned', agoMs: 2000 });
    time = 1000;
    steadyTime += 8001;
    expect(rejections.last()).toBeUndefined();
  });

  it('are nothing that ends a process which has gone on after one, but in the handler itself', () => {
    const rejections = heardOf(host);
    const seen: unknown[] = [];
    host.on('unhandledRejection', () => seen.push(rejections.last()?.handler));
    host.emit('unhandledRejection', new Error('first'));
    steadyTime = 20_000;
    host.emit('unhandledRejection', new Error('second'));
    expect(rejections.last()).toBeUndefined();
    expect(seen).toEqual(['running', 'running']);
  });

  it('are left to Node.js where there is no handler, and to the error that came after them', () => {
    const rejections = heardOf(host);
    expect(host.emit('unhandledRejection', new Error())).toBe(false);
    expect(rejections.last()).toBeUndefined();
    host.on('unhandledRejection', () => undefined);
    host.emit('unhandledRejection', new Error());
    rejections.forget();
    expect(rejections.last()).toBeUndefined();
  });

  it('end nothing once their promise has got a handler after all, and only theirs', () => {
    let takenBack = 0;
    const rejections = new HandledRejections(clocks, () => {
      takenBack += 1;
    });
    new LookedThrough(host, 'emit', (given) => rejections.ears.get(given[0]));
    host.on('unhandledRejection', () => undefined);
    const [first, second] = [{}, {}];
    host.emit('unhandledRejection', new Error('first'), first);
    host.emit('unhandledRejection', new Error('second'), second);
    host.emit('rejectionHandled', first);
    expect([rejections.last()?.handler, takenBack]).toEqual(['returned', 0]);
    expect(host.emit('rejectionHandled', second)).toBe(false);
    expect([rejections.last(), takenBack]).toEqual([undefined, 1]);
  });

  it('are known of a handler that throws', () => {
    const rejections = heardOf(host);
    host.on('unhandledRejection', () => {
      throw new Error('of the handler');
    });
    expect(() => host.emit('unhandledRejection', new Error())).toThrow('of the handler');
    expect(rejections.last()?.handler).toBe('returned');
  });
});
