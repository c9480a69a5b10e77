import { type CollectionSubject, type CollectionTestOptions, collectionTest } from './collectionTest.ts';
import type { LeakTestOptions } from './LeakTestOptions.ts';
import { leakTest } from './leakTest.ts';
import type { TestedOperation } from './RunRounds.ts';

/**
 * For node:test and whoever else has no `expect`: resolves where an operation does not leak.
 *
 * @throws AssertionError where it leaks, with who holds it in its message and the report as `report`; else as of
 * {@link leakTest}; as a rejection
 */
export async function assertNoLeak(operation: TestedOperation, options: LeakTestOptions = {}): Promise<void> {
  const report = await leakTest(operation, options);
  if (report.leaks) throw assertionError('assertNoLeak', report);
}

/**
 * Resolves where an object is garbage once nobody should need it: what a function makes, or a WeakRef has.
 *
 * @throws AssertionError where it is still alive, with who holds it in its message; else as of {@link collectionTest}; as a
 * rejection
 */
export async function assertCollected(
  subject: CollectionSubject,
  options: CollectionTestOptions = {},
): Promise<void> {
  const report = await collectionTest(subject, options);
  if (!report.collected) throw assertionError('assertCollected', report);
}

function assertionError(operator: string, report: { readonly message: string }): Error {
  const { AssertionError } = process.getBuiltinModule('node:assert');
  return Object.assign(new AssertionError({ message: report.message, operator }), { report });
}
