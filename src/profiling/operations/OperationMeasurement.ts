/** Something that could not be told, and why. */
export interface NotPerformed {
  readonly performed: false;
  /** One sentence. */
  readonly reason: string;
}

/** How sure a mean is: it lies within these bounds with 95 % confidence, if the repetitions are alike. */
export interface ConfidenceInterval {
  readonly lowBytes: number;
  readonly highBytes: number;
  readonly confidence: number;
}

/** What an operation left behind: the live size after it, less the live size before it. */
export interface Retained {
  readonly performed: true;
  /** Objects and external memory together, a call; below 0 where it let go of more than it kept. The mean of all repetitions. */
  readonly bytes: number;
  /** Of these, what lies in V8's heap. */
  readonly objectBytes: number;
  /** Of these, what lies outside of it: the contents of Buffers and ArrayBuffers. */
  readonly externalBytes: number;
  /** Machine code that V8 made or dropped meanwhile, which is not in `bytes`. */
  readonly codeBytes: number;
  /**
   * Whether work of others was kept out. Where it is `false`, what they retained meanwhile is in it, too. What V8 keeps for
   * compiling code, some kilobytes now and then, is in it in either case: `repetitions` tell how far calls differ.
   */
  readonly isolated: boolean;
  /** `undefined` without repetitions. */
  readonly interval: ConfidenceInterval | undefined;
}

/** All that an operation allocated in V8's heap, whatever became of it, and the growth of external memory. */
export interface Allocated {
  readonly performed: true;
  /** A call: the mean of all repetitions. */
  readonly bytes: number;
  /** `undefined` without repetitions. */
  readonly interval: ConfidenceInterval | undefined;
}

/** How high an operation drove the use of memory. */
export interface Peak {
  readonly performed: true;
  /** The most bytes in use above those at its beginning, garbage that V8 had not collected yet included; the most of all repetitions. */
  readonly bytes: number;
}

/** What came of measuring an operation, but for its result. */
export interface OperationSummary {
  readonly label: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Wall time of one call, without the collections that measuring forced: the mean of all repetitions. */
  readonly durationMs: number;
  readonly retained: Retained | NotPerformed;
  readonly allocated: Allocated | NotPerformed;
  readonly peak: Peak | NotPerformed;
  /** Collections that V8 made of its own accord during the calls, and the time that they took. */
  readonly collections: number;
  readonly collectionMs: number;
  readonly repetitions: number;
  readonly warmups: number;
  /** Measured operations that ran at the same time, at the most. */
  readonly concurrentOperations: number;
  /** Label of the measured operation that it ran within, which counts it, too. */
  readonly within: string | undefined;
  /** Time that the thread stood still for measuring. */
  readonly pauseMs: number;
  /** Whether the operation threw or rejected; the repetition in which it did is the last one. */
  readonly failed: boolean;
}

/** What an operation returned, and what it cost. */
export interface OperationMeasurement<Result> extends OperationSummary {
  readonly result: Result;
}

/** How an operation is measured. */
export interface MeasureOptions {
  /** Calls before the first that counts, so that V8 has compiled what they run. @default 0 */
  readonly warmups?: number | undefined;
  /** Calls that count. With two or more, there are confidence intervals. @default 1 */
  readonly repetitions?: number | undefined;
  /**
   * Whether to begin only when no measured operation runs, after those that have asked for the same before. Operations that wait
   * for each other must not be measured so; within a measured operation it begins at once. @default false
   */
  readonly inTurn?: boolean | undefined;
}
