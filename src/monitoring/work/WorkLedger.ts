import type { RetainedPerWork } from '../../wire/event.ts';

/** Knows how much work was done when. */
export interface WorkLedger {
  /** Bytes that stay behind for each unit of work, by bytes over ascending epoch milliseconds; `undefined` where no work was counted. */
  retained(times: readonly number[], bytes: readonly number[]): RetainedPerWork | undefined;
}
