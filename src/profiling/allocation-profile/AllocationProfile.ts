/** A call frame, what was allocated in it, and what it called. */
export interface AllocationNode {
  readonly function: string;
  /** Path or URL, of the source where a source map leads there; empty for what has no file. */
  readonly file: string;
  /** Where the function begins, counted from 1; 0 for what has no file. */
  readonly line: number;
  /** The npm package; `undefined` for the application's own code. */
  readonly package: string | undefined;
  /** Bytes that the frame allocated itself, and that are alive. */
  readonly selfBytes: number;
  /** Samples that `selfBytes` is made of. */
  readonly selfSamples: number;
  readonly children: readonly AllocationNode[];
}

/** What was allocated between a start and a stop, and is alive at the stop, by call stack. Sizes are estimates of a sample. */
export interface AllocationProfile {
  readonly performed: true;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** One sample stands for so many bytes, on average; `undefined` where somebody else has started the sampler. */
  readonly intervalBytes: number | undefined;
  readonly liveBytes: number;
  readonly samples: number;
  readonly root: AllocationNode;
}
