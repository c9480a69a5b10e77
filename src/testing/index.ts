/** `tidemark/testing`: tests for leaks, in Vitest, Jest, node:test and elsewhere. */

export type { InstancesGained, LeakHolder, LeakReport } from './LeakReport.ts';
export type { LeakTestOptions } from './LeakTestOptions.ts';
export { leakTest } from './leakTest.ts';
