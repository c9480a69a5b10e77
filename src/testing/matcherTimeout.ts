/** What Vitest and Jest have where a test can see it. */
interface RunnerGlobals {
  readonly __vitest_worker__?: { readonly config?: { readonly testTimeout?: unknown } };
  readonly [jestTimeout: symbol]: unknown;
}

const usualTimeoutMs = 5000;
const mostTimeoutMs = 30_000;
/** What is the matter is to be said before the runner ends the test without a reason. */
const share = 0.9;

/**
 * Milliseconds that a matcher may take: a little less than a test may, as `testTimeout` or `jest.setTimeout()` say. What a
 * single test is given is not known.
 */
export function matcherTimeoutMs(globals: object = globalThis): number {
  const runner = globals as RunnerGlobals;
  const given = runner.__vitest_worker__?.config?.testTimeout ?? runner[Symbol.for('TEST_TIMEOUT_SYMBOL')];
  if (typeof given !== 'number' || Number.isNaN(given)) return share * usualTimeoutMs;
  // No limit at all.
  if (given <= 0) return mostTimeoutMs;
  return Math.max(1, Math.min(share * given, mostTimeoutMs));
}
