import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { LookedThrough } from '../../src/recording/LookedThrough.ts';

let host: EventEmitter;
let heard: unknown[];

beforeEach(() => {
  host = new EventEmitter();
  heard = [];
});

function lookThrough(object: object = host): LookedThrough {
  return new LookedThrough(object, 'emit', ([event]) =>
    event === 'other'
      ? undefined
      : {
          before: (given) => heard.push(['before', ...given]),
          returned: (result) => heard.push(['returned', result]),
          threw: () => heard.push(['threw']),
        },
  );
}

describe('a method that is looked through', () => {
  it('makes no listener, and passes on what is given, what comes back and what is thrown', () => {
    lookThrough();
    expect(host.eventNames()).toEqual([]);
    const told: unknown[][] = [];
    host.on('message', function (this: unknown, ...given) {
      told.push([this === host, ...given]);
    });
    expect(host.emit('message', 1, undefined, 3)).toBe(true);
    expect(host.emit('other')).toBe(false);
    expect(told).toEqual([[true, 1, undefined, 3]]);
    expect(Object.keys(host)).not.toContain('emit');
    expect(host.emit.name).toBe('emit');
    host.on('failing', () => {
      throw new Error('of a listener');
    });
    expect(() => host.emit('failing')).toThrow('of a listener');
    expect(heard).toEqual([
      ['before', 'message', 1, undefined, 3],
      ['returned', true],
      ['before', 'failing'],
      ['threw'],
    ]);
  });

  it('does what it does whatever its ears throw', () => {
    const fail = (): never => {
      throw new Error('of an ear');
    };
    new LookedThrough(host, 'emit', () => ({ before: fail, returned: fail, threw: fail }));
    host.on('message', () => undefined);
    expect(host.emit('message')).toBe(true);
    host.on('failing', () => {
      throw new Error('of a listener');
    });
    expect(() => host.emit('failing')).toThrow('of a listener');
  });

  it('costs one frame in the stacks of what it calls', () => {
    const stacks: string[] = [];
    host.on('message', () => stacks.push(new Error().stack ?? ''));
    host.emit('message');
    lookThrough();
    host.emit('message');
    const [plain = 0, seen = 0] = stacks.map((stack) => stack.match(/ at .*emit/g)?.length);
    expect(seen - plain).toBe(1);
  });

  it('is that of whatever does it by then, and is left as it was', () => {
    const looked = lookThrough();
    const proto = Object.create(EventEmitter.prototype);
    proto.emit = () => 'of the prototype';
    Object.setPrototypeOf(host, proto);
    expect(host.emit('message')).toBe('of the prototype');
    looked.close();
    expect(Object.hasOwn(host, 'emit')).toBe(false);

    const own = (): boolean => true;
    host.emit = own;
    lookThrough().close();
    expect(host.emit).toBe(own);
  });

  it('passes on where somebody has wrapped it since, also after the end', () => {
    const looked = lookThrough();
    const ours = host.emit;
    const theirs = (...given: Parameters<EventEmitter['emit']>): boolean => ours.apply(host, given);
    host.emit = theirs;
    looked.close();
    expect(host.emit).toBe(theirs);
    host.on('message', () => undefined);
    expect(host.emit('message')).toBe(true);
  });

  it('is not looked through where there is none, or it cannot be changed', () => {
    const frozen = Object.freeze(new EventEmitter());
    const looked = lookThrough(frozen);
    expect(frozen.emit('message')).toBe(false);
    looked.close();
    lookThrough(Object.create(null)).close();
    expect(heard).toEqual([]);
  });
});
