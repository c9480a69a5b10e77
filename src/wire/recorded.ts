import type { HistoryAnswer } from './message.ts';
import type { ProcessSummary } from './process.ts';

/** One process as a page without a server shows it: who it is, and all that is kept of it. */
export interface RecordedProcess {
  readonly process: ProcessSummary;
  /** From coarse to fine, each with the events of its range. */
  readonly histories: readonly HistoryAnswer[];
  /** When it was recorded, in epoch milliseconds. */
  readonly recordedAt: number;
  /** Whether nobody wrote down what was told of it: that there are no events says nothing then. */
  readonly samplesOnly?: boolean | undefined;
  /** Samples that are not shown, since they are not later than one before them. @default 0 */
  readonly leftOut?: number | undefined;
}
