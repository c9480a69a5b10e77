import type { OperationTally } from './OperationTally.ts';

/** How a run ended, and what it came to. */
export type OperationRun<Result> = { readonly tally: OperationTally; readonly durationMs: number } & (
  | { readonly failed: false; readonly result: Result }
  | { readonly failed: true; readonly error: unknown }
);

export type Ended = Pick<OperationRun<unknown>, 'tally' | 'durationMs'>;
