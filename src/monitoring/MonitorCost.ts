/** What probes have cost. */
export interface ProbeCost {
  readonly count: number;
  /** All pauses together, in milliseconds. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
  /** Why a reading that is wanted is not forced at this moment, or why none ever is. One sentence. */
  readonly refusal: string | undefined;
}

/** What a monitor costs its process, as measured by itself since it was made. */
export interface MonitorCost {
  /** For how long it has been running, in milliseconds. */
  readonly runningMs: number;
  /** Samples taken. */
  readonly samples: number;
  /**
   * Time spent on samples and looks, in milliseconds, listeners and handlers included, probes not. It is the wall time
   * of code that does not wait, so that on a crowded machine it is more than the CPU time, and never less.
   */
  readonly busyMs: number;
  /** `busyMs` as a share of `runningMs`. */
  readonly busyShare: number;
  readonly probes: ProbeCost & {
    /** `pauseMs` as a share of `runningMs`. */
    readonly pauseShare: number;
  };
  /** Bytes of history and readings; all of them once the history is full. */
  readonly heldBytes: number;
}
