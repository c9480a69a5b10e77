import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { HandledRejections } from '../../src/recording/HandledRejections.ts';

let host: EventEmitter;
let time: number;
let steadyTime: number;
const clocks = { now: () => time, steady: () => steadyTime };

beforeEach(() => {
  host = new EventEmitter();
  time = 1000;
  steadyTime = 70;
});

describe('unhandled rejections that a handler of the application hears of', () => {
  it('are known while it runs, and for ten seconds after', () => {
    const rejections = new HandledRejections(host, clocks);
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
    const rejections = new HandledRejections(host, clocks);
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
    const rejections = new HandledRejections(host, clocks);
    const seen: unknown[] = [];
    host.on('unhandledRejection', () => seen.push(rejections.last()?.handler));
    host.emit('unhandledRejection', new Error('first'));
    steadyTime = 20_000;
    host.emit('unhandledRejection', new Error('second'));
    expect(rejections.last()).toBeUndefined();
    expect(seen).toEqual(['running', 'running']);
  });

  it('are left to Node.js where there is no handler, and to the error that came after them', () => {
    const rejections = new HandledRejections(host, clocks);
    expect(host.emit('unhandledRejection', new Error())).toBe(false);
    expect(rejections.last()).toBeUndefined();
    host.on('unhandledRejection', () => undefined);
    host.emit('unhandledRejection', new Error());
    rejections.forget();
    expect(rejections.last()).toBeUndefined();
  });

  it('make no listener, and pass on what is given, what comes back and what is thrown', () => {
    const rejections = new HandledRejections(host, clocks);
    expect(host.eventNames()).toEqual([]);
    const heard: unknown[][] = [];
    host.on('message', function (this: unknown, ...given) {
      heard.push([this === host, ...given]);
    });
    expect(host.emit('message', 1, undefined, 3)).toBe(true);
    expect(heard).toEqual([[true, 1, undefined, 3]]);
    expect(Object.keys(host)).not.toContain('emit');
    host.on('unhandledRejection', () => {
      throw new Error('of the handler');
    });
    expect(() => host.emit('unhandledRejection', new Error())).toThrow('of the handler');
    expect(rejections.last()?.handler).toBe('returned');
  });

  it('are heard by whatever emits by then, and leave it as it was', () => {
    const rejections = new HandledRejections(host, clocks);
    const proto = Object.create(EventEmitter.prototype);
    proto.emit = () => 'of the prototype';
    Object.setPrototypeOf(host, proto);
    expect(host.emit('message')).toBe('of the prototype');
    rejections.close();
    expect(Object.hasOwn(host, 'emit')).toBe(false);

    const own = (): boolean => true;
    host.emit = own;
    new HandledRejections(host, clocks).close();
    expect(host.emit).toBe(own);
  });

  it('pass through where somebody has wrapped emit since, also after the end', () => {
    const rejections = new HandledRejections(host, clocks);
    const ours = host.emit;
    const theirs = (...given: Parameters<EventEmitter['emit']>): boolean => ours.apply(host, given);
    host.emit = theirs;
    rejections.close();
    expect(host.emit).toBe(theirs);
    host.on('unhandledRejection', () => undefined);
    expect(host.emit('unhandledRejection', new Error())).toBe(true);
    expect(rejections.last()).toBeUndefined();
  });

  it('are not heard of a host that cannot be changed', () => {
    const frozen = Object.freeze(new EventEmitter());
    const rejections = new HandledRejections(frozen, clocks);
    expect(frozen.emit('unhandledRejection', new Error())).toBe(false);
    rejections.close();
  });
});
