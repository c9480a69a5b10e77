import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import type { SiteBytes } from '../snapshots/ProfilerSnapshot.ts';

/** How a period is profiled. */
export interface StartProfilingOptions {
  /** Collects garbage at the beginning and at the end, to tell what stayed. @default false */
  readonly collect?: boolean | undefined;
  /** Samples allocations, to tell who made what stayed. Beginning and end may take a full collection each. @default false */
  readonly sites?: boolean | undefined;
}

/** What happened in this thread's heap from `startProfiling` to `endProfiling`, whoever did it. */
export interface ProfiledPeriod {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** All that was allocated in V8's heap, whatever became of it, and the growth of external memory. */
  readonly allocated: { readonly performed: true; readonly bytes: number } | NotPerformed;
  /** Growth of the live size: objects and external memory, without code. */
  readonly retained: { readonly performed: true; readonly bytes: number } | NotPerformed;
  /** The most bytes in use above those at the beginning, garbage included. */
  readonly peak: { readonly performed: true; readonly bytes: number } | NotPerformed;
  /** Change of what is in use, garbage included. */
  readonly usedGrowthBytes: number;
  readonly rssGrowthBytes: number;
  /** Those that Tidemark forces meanwhile, for this period's end as well, included. */
  readonly collections: number;
  readonly collectionMs: number;
  /** Who allocated in the period what was alive at its end, those with most bytes first, 50 at most. */
  readonly sites: { readonly performed: true; readonly sites: readonly SiteBytes[] } | NotPerformed;
}
