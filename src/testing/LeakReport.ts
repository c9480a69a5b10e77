import type { ConfidenceInterval, NotPerformed } from '../profiling/operations/OperationMeasurement.ts';
import type { CodePlace } from '../wire/snapshot.ts';

/** What each run leaves of a class. */
export interface InstancesGained {
  readonly className: string;
  readonly perRun: number;
}

/** Who holds what the runs left. */
export interface LeakHolder {
  readonly performed: true;
  /** How the program reaches it, as JavaScript: `sessions (module src/session.ts)`. */
  readonly path: string;
  readonly className: string;
  /** Share of all that stayed. */
  readonly share: number;
  /** What it gains in a run, most bytes first. */
  readonly gains: readonly {
    readonly name: string;
    readonly perRun: number;
    readonly place?: CodePlace | undefined;
  }[];
  /** What usually helps with a holder of this kind. */
  readonly fixIdea: string;
}

/** What came of testing an operation for leaks; JSON says all of it. */
export interface LeakReport {
  /** Whether each run keeps more than the budget, run after run, without an end in sight. */
  readonly leaks: boolean;
  /** What a run keeps: the mean of {@link roundBytesPerRun}; below 0 where it let go of more. */
  readonly bytesPerRun: number;
  readonly interval: ConfidenceInterval;
  /** Growth that would be taken for a leak, a run: the budget, and what cannot be told from noise. */
  readonly thresholdBytesPerRun: number;
  readonly budgetBytes: number;
  /** Runs that the figures rest on. */
  readonly runs: number;
  /** How many there were to be; fewer are made where time is short. */
  readonly runsWanted: number;
  /** Runs before these, warm-ups among them. */
  readonly runsBefore: number;
  /** What a run kept in each round of runs, between two collections. */
  readonly roundBytesPerRun: readonly number[];
  /** Why growth is none that goes on: one sentence; where there was some, and it is no leak. */
  readonly whyNot?: string;
  /** What it leaves of each class, most first; empty where no snapshots were taken. */
  readonly instances: readonly InstancesGained[];
  /** Told where it leaks, and `explain` was not turned off. */
  readonly holder?: LeakHolder | NotPerformed;
  readonly durationMs: number;
  /** Of these, how long collections held the thread up. */
  readonly pauseMs: number;
  /** All of it in words. */
  readonly message: string;
}
