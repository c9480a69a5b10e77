import { readFileSync } from 'node:fs';
import { expect, describe as group, it } from 'vitest';
import { describe, invalidOption, TidemarkError } from '../src/TidemarkError.ts';

const root = new URL('../', import.meta.url);

group('TidemarkError', () => {
  it('has a catalogue in the docs that lists the same codes as the code', () => {
    const union = readFileSync(new URL('src/TidemarkError.ts', root), 'utf8').split(
      'export type TidemarkErrorCode',
    )[1];
    const inCode = [...(union?.split(';')[0] ?? '').matchAll(/'([A-Z_]+)'/g)].map((match) => match[1]);
    const inDocs = [
      ...readFileSync(new URL('docs/errors.md', root), 'utf8').matchAll(/^\| `([A-Z_]+)` *\|/gm),
    ].map((match) => match[1]);
    expect(inCode.length).toBeGreaterThan(0);
    expect(inDocs).toEqual(inCode);
  });

  it('names the option, the rule and the value received', () => {
    const error = invalidOption('thresholds.heap.warning', 'a number above 0 and at most 1', '70%');
    expect(error).toBeInstanceOf(TidemarkError);
    expect(error.message).toBe(
      'thresholds.heap.warning must be a number above 0 and at most 1, received "70%"',
    );
    expect(error).toMatchObject({
      code: 'INVALID_OPTION',
      option: 'thresholds.heap.warning',
      received: '70%',
    });
  });

  it('keeps the error underneath as its cause', () => {
    const cause = new Error('disk');
    expect(new TidemarkError('CONFIGURATION_UNREADABLE', 'no', { cause }).cause).toBe(cause);
    expect('cause' in new TidemarkError('CONFIGURATION_UNREADABLE', 'no')).toBe(false);
  });

  it.each([
    [undefined, 'undefined'],
    [() => 1, 'function'],
    [Symbol('x'), 'symbol'],
    [Number.NaN, 'NaN'],
    [12n, '12'],
    [null, 'null'],
    ['x'.repeat(200), `"${'x'.repeat(78)}…`],
    [{ a: [1] }, '{"a":[1]}'],
  ])('describes %s in at most 80 characters', (value, text) => {
    expect(describe(value)).toBe(text);
    expect(describe(value).length).toBeLessThanOrEqual(80);
  });

  it('describes what JSON cannot hold by its type', () => {
    expect(describe({ a: 1n })).toBe('[object Object]');
  });

  it('describes what refers to itself as far as that is shown', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(describe(circular)).toMatch(/^\{"self":\{"self":.{60,}…$/);
  });

  // A message of 256 KB was written out as a whole for each error about it.
  it('looks at no more of a value than it shows', () => {
    let looked = 0;
    const item = { toJSON: () => ++looked };
    expect(describe(Array.from({ length: 100_000 }, () => item))).toMatch(/^\[1,2,3,.*…$/);
    expect(
      describe(Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [index, item]))),
    ).toMatch(/^\{"0":81,/);
    expect(looked).toBe(160);
  });
});
