/** What forced collections have cost. */
export interface ProbeCost {
  readonly count: number;
  /** All pauses together, in milliseconds. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** Why what is wanted is not done at this moment, or why it never is. One sentence. */
  readonly refusal: string | undefined;
}

/** What gentle collections have cost: those in small steps, beside the thread for the most part. */
export interface GentleCost {
  readonly count: number;
  /** Processor time in milliseconds, as charged for them: 1.3 ms for each live MiB. */
  readonly cpuMs: number;
  /** All pauses together, in milliseconds: at the start and at the end of each. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

/** What it has cost to know who allocates. */
export interface SiteCost {
  /** Looks at the sampled allocations; each forces a collection, which is a reading as well. */
  readonly looks: number;
  /** All pauses together, in milliseconds. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** For how long allocations have been sampled, in milliseconds. */
  readonly samplingMs: number;
  /** Why sites cannot be named. One sentence. */
  readonly problem: string | undefined;
}

/** What it has cost to know who holds what grows. */
export interface SnapshotCost {
  /** Heap snapshots. */
  readonly taken: number;
  /** All pauses together, in milliseconds. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** Why no snapshot is taken although one is wanted, or why those taken told nothing. One sentence. */
  readonly problem: string | undefined;
}

/** What readings, sites and holders have cost. */
export interface ReadingCost {
  readonly probes: ProbeCost;
  readonly gentle: GentleCost;
  readonly sites: SiteCost;
  readonly snapshots: SnapshotCost;
}

/** What a monitor costs its process, as measured by itself since it was made. */
export interface MonitorCost {
  /** For how long it has been running, in milliseconds. */
  readonly runningMs: number;
  /** Samples taken. */
  readonly samples: number;
  /**
   * Time spent on samples, readings and verdicts, in milliseconds, listeners and handlers that are called meanwhile included,
   * forced collections not. It never falls. It is wall time of code that does not wait, so it is no less than the CPU time
   * of that code. On a crowded machine the thread waits for a processor in between, and it is many times as much, 0.3 to
   * 1.8 ms a sample where the CPU time is below 0.1 ms.
   *
   * Not in it: what Node.js itself does for timers and observers; giving the functions of a look their names, through source
   * maps; what is counted with each request and each `recordWork`; events that come between samples, such as marks, and
   * their handlers; the line to a hub, and what a hub or a dashboard asks for. Heap snapshots that name a holder have their
   * pauses in `snapshots`; they are analysed by a process of its own, which nobody's account has.
   */
  readonly busyMs: number;
  /** `busyMs` as a share of `runningMs`. */
  readonly busyShare: number;
  readonly probes: ProbeCost & {
    /** `pauseMs` as a share of `runningMs`. */
    readonly pauseShare: number;
  };
  readonly gentle: GentleCost & {
    /** `cpuMs` as a share of `runningMs`. */
    readonly cpuShare: number;
    /** `pauseMs` as a share of `runningMs`. */
    readonly pauseShare: number;
  };
  readonly sites: SiteCost & {
    /** `pauseMs` as a share of `runningMs`. */
    readonly pauseShare: number;
  };
  readonly snapshots: SnapshotCost;
  /** Bytes of history and readings; all of them once the history is full. */
  readonly heldBytes: number;
}
