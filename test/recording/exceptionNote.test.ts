import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { deathHeadline } from '../../src/recording/death/deathWords.ts';
import { errorSentences } from '../../src/recording/death/errorWords.ts';
import { exceptionNote } from '../../src/recording/exceptionNote.ts';

class Refusal {
  readonly code = 7;
  readonly secret = 'hunter2';
  toJSON(): never {
    throw new Error('no');
  }
  toString(): never {
    throw new Error('no');
  }
}

const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no');
    },
    ownKeys: () => {
      throw new Error('no');
    },
  },
);

function told(thrown: unknown): [string, string[]] {
  const exception = exceptionNote(thrown, 'uncaughtException', 0);
  return [
    deathHeadline({ manner: 'exception', certainty: 'seen', exception } as never),
    errorSentences(exception),
  ];
}

describe('what is told of what was thrown', () => {
  it.each([
    [null, 'null', 'null'],
    [undefined, 'undefined', 'undefined'],
    [7, '7', '7'],
    ['no room', 'string', 'string: no room'],
    [Symbol('room'), 'symbol', 'symbol: Symbol(room)'],
    [function room() {}, 'function', 'function: room'],
    [new Refusal(), 'Refusal', 'Refusal: { code, secret }'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, 'Object', 'Object: { a, b, c, d, e, … }'],
    [{ message: 'no room' }, 'Object', 'Object: no room'],
    [Object.create(null), 'object', 'object'],
    [hostile, 'object', 'object'],
  ])('is what it is, where it is no error: %#', (thrown, name, sentence) => {
    expect(told(thrown)).toEqual([`died of an uncaught ${name}`, [sentence]]);
  });

  it('is name, message and place of an error, also of another context, or one whose properties are odd', () => {
    const [headline, sentences] = told(
      runInNewContext('function f() { return new RangeError("out of rooms") } f()'),
    );
    expect(headline).toBe('died of an uncaught RangeError');
    expect(sentences[0]).toMatch(/^RangeError: out of rooms at f \(evalmachine/);
    const odd = Object.assign(new TypeError('x'), { name: undefined, message: { deep: 1 } });
    expect(exceptionNote(odd, 'uncaughtException', 0)).toMatchObject({ name: 'TypeError', message: '' });
  });
});
