import { describe, expect, it } from 'vitest';
import { matcherTimeoutMs } from '../../src/testing/matcherTimeout.ts';

const vitest = (testTimeout: unknown): object => ({ __vitest_worker__: { config: { testTimeout } } });
const jest = (timeout: unknown): object => ({ [Symbol.for('TEST_TIMEOUT_SYMBOL')]: timeout });

describe('the time that a matcher may take', () => {
  it.each([
    ['of Vitest', vitest(10_000), 9000],
    ['of Vitest without a limit', vitest(0), 30_000],
    ['of Vitest with a long one', vitest(600_000), 30_000],
    ['of Jest', jest(20_000), 18_000],
    ['where a runner says nothing', {}, 4500],
    ['where a runner says nonsense', jest('soon'), 4500],
  ])('is a little less than that of a test: %s', (_, globals, expected) => {
    expect(matcherTimeoutMs(globals)).toBe(expected);
  });

  it('is found in the runner that runs this', () => {
    expect(matcherTimeoutMs()).toBe(30_000);
  });
});
