import type { Capacity } from './capacity.ts';
import type { PressureLevel } from './event.ts';

/** The level of pressure changed: the worst of the thresholds' and of a pressure manager's. */
export interface PressureChange {
  readonly level: PressureLevel;
  readonly previousLevel: PressureLevel;
  readonly capacity: Capacity;
  /** One sentence: why it is that. Absent where thresholds have changed it, whose own events say it, and in what older agents say. */
  readonly reason?: string;
}

/**
 * What came of a response to pressure: a collection has shown that it freed memory, or nothing worth a word; it says itself
 * that it freed some, which nobody has measured; nobody knows; it threw; it was not done in time; the manager was stopped
 * meanwhile; or, in a dry run, nothing was done, and it would have been applied.
 */
export type StrategyResult =
  | 'freed'
  | 'freed-nothing'
  | 'claimed'
  | 'unknown'
  | 'failed'
  | 'timed-out'
  | 'abandoned'
  | 'dry-run';

/** A response to pressure was applied, or would have been, in a dry run. */
export interface StrategyApplied {
  readonly strategy: string;
  /** The level at which it was begun: that of what acts, which does not wait for the dwell time of alerts. */
  readonly level: PressureLevel;
  /** Why it was begun: one sentence. Absent in what older agents say. */
  readonly reason?: string;
  /** Bytes in use before, less what a collection has left; `undefined` where none was made. */
  readonly freedBytes: number | undefined;
  /**
   * By how much resident memory has fallen since before it was applied: what the system has back; negative where it has
   * grown. Less than `freedBytes` where the allocator keeps memory for this process. Absent where nothing was measured.
   */
  readonly returnedBytes?: number | undefined;
  /** Whether `freedBytes` was measured by a collection. Older agents put claims into `freedBytes`, with `false` here. */
  readonly measured: boolean;
  /** Bytes that the strategy says it has freed, as it says so; absent where it says nothing. */
  readonly claimedBytes?: number | undefined;
  /** For how long the thread stood still, in milliseconds. */
  readonly pauseMs: number | undefined;
  /** Absent in what older agents say. */
  readonly result?: StrategyResult;
  /** One sentence: what was done, or what went wrong. */
  readonly detail?: string;
}

/** What is replaced: a worker of a cluster, a worker thread, or the application under `tidemark run --restart`. */
export type RecycledKind = 'cluster-worker' | 'worker-thread' | 'application';

/**
 * Why: nothing else has helped, pressure is critical, memory is about to run out, a leak is confirmed, or it has died of
 * memory already.
 */
export type RecyclingCause = 'requested' | 'pressure' | 'out-of-memory' | 'leak' | 'died';

/**
 * A process that is starting may load what it needs as fast as it can: that is no growth that ends it, for so many
 * milliseconds. What grows on says so again.
 */
export const youthMs = 10_000;

/** A process or a thread is replaced by a fresh one, has been, or is not. */
export interface Recycling {
  readonly kind: RecycledKind;
  /** Which one, as the hub names it: `4711`, or `4711.2` for a worker thread. */
  readonly id: string;
  /**
   * `requested`: it asks for it. `failed`: the replacement did not start, and the old one stays. `refused`: it is due, and
   * the rules forbid it.
   */
  readonly step: 'requested' | 'begun' | 'done' | 'failed' | 'refused';
  readonly cause: RecyclingCause;
  /** One sentence: why. */
  readonly reason: string;
  /** The new one, where it is known. */
  readonly replacement?: string;
  /** Milliseconds since `begun`. */
  readonly durationMs?: number;
  /** Of `requested`: milliseconds until memory is used up as it grows now, where it grows. */
  readonly endsInMs?: number;
  /** One sentence: how it went. */
  readonly detail?: string;
}
