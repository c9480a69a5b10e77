import { type CollectionSubject, type CollectionTestOptions, collectionTest } from './collectionTest.ts';
import type { LeakTestOptions } from './LeakTestOptions.ts';
import { leakTest } from './leakTest.ts';
import { matcherTimeoutMs } from './matcherTimeout.ts';
import type { TestedOperation } from './RunRounds.ts';

/** What Vitest and Jest tell a matcher. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined;
}

/** What Vitest and Jest want to know of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * `await expect(operation).not.toLeak()` in Vitest and Jest, after `expect.extend({ toLeak })`.
 *
 * @throws TidemarkError as of {@link leakTest}, which it is otherwise; as a rejection
 */
export async function toLeak(
  this: MatcherContext,
  operation: unknown,
  options: LeakTestOptions = {},
): Promise<MatcherResult> {
  // Nobody asks who holds it where a leak is what is expected.
  const explain = this.isNot === true;
  const report = await leakTest(operation as TestedOperation, {
    timeoutMs: matcherTimeoutMs(),
    explain,
    ...options,
  });
  return {
    pass: report.leaks,
    message: () => `expect(operation)${explain ? '.not' : ''}.toLeak()\n\n${report.message}`,
  };
}

/**
 * `await expect(reference).toBeCollected()` in Vitest and Jest, after `expect.extend({ toBeCollected })`, of a WeakRef or of
 * a function that makes an object.
 *
 * @throws TidemarkError as of {@link collectionTest}, which it is otherwise; as a rejection
 */
export async function toBeCollected(
  this: MatcherContext,
  subject: unknown,
  options: CollectionTestOptions = {},
): Promise<MatcherResult> {
  const isNot = this.isNot === true;
  const report = await collectionTest(subject as CollectionSubject, {
    timeoutMs: matcherTimeoutMs(),
    explain: !isNot,
    ...options,
  });
  return {
    pass: report.collected,
    message: () => `expect(reference)${isNot ? '.not' : ''}.toBeCollected()\n\n${report.message}`,
  };
}
