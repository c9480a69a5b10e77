import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyMatcher } from '../../../src/pressure/caches/keyMatcher.ts';

describe('a pattern of keys', () => {
  it.each<[string | RegExp, unknown, boolean]>([
    ['user', 'user', true],
    ['user', 'users', false],
    ['user*', 'users', true],
    ['*er', 'user', true],
    ['*', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a.c', 'abc', false],
    ['1*', 12, true],
    ['*', Symbol('key'), false],
    ['*', { toString: () => 'key' }, false],
    [/us/g, 'users', true],
    [/1/, 11, true],
    [/x/, 'users', false],
  ])('%s and %s', (pattern, key, fits) => {
    const matcher = keyMatcher(pattern);
    expect([matcher(key), matcher(key)]).toEqual([fits, fits]);
  });

  it('with asterisks means what the expression with .* in their place means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pattern, key) => {
        expect(keyMatcher(pattern)(key)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(key));
      }),
      { numRuns: 1000 },
    );
  });
});
