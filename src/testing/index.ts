/** `tidemark/testing`: tests for leaks, in Vitest, Jest, node:test and elsewhere. */

export type { NotPerformed } from '../profiling/operations/OperationMeasurement.ts';
export { assertCollected, assertNoLeak } from './assertions.ts';
export type {
  CollectionReport,
  CollectionSubject,
  CollectionTestOptions,
  ObjectHolder,
} from './collectionTest.ts';
export { collectionTest } from './collectionTest.ts';
export type { InstancesGained, LeakHolder, LeakReport } from './LeakReport.ts';
export type { LeakTestOptions } from './LeakTestOptions.ts';
export { leakTest } from './leakTest.ts';
export { type MatcherContext, type MatcherResult, toBeCollected, toLeak } from './matchers.ts';
export type { LeakMatchers } from './matcherTypes.ts';
export type { TestedOperation } from './RunRounds.ts';
