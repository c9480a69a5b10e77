/** A cache or a store that the application declares to be bounded: what it holds is not a leak. */
export interface Holder {
  /** What it is called in reports; unique in its process. */
  readonly name: string;
  /** How many entries it holds now. Called at every sample: must be cheap. */
  readonly entries: () => number;
  /** More than this is a leak, whatever else is said. */
  readonly maxEntries?: number | undefined;
  /** Bytes that it holds now; without it they are estimated from entries and live size. */
  readonly bytes?: (() => number) | undefined;
  /** Bytes that it may hold. One of `maxEntries` and `maxBytes` must be given. */
  readonly maxBytes?: number | undefined;
  /** Lets go of a share of what it holds, least valuable first; wanted for experiments. @param share 0 to 1 */
  readonly prune?: ((share: number) => unknown) | undefined;
}

/** A declared holder that holds more than it may. */
export interface HolderExcess {
  readonly name: string;
  readonly entries: number;
  /** The bound that is exceeded, in words: "1,000 entries". */
  readonly bound: string;
}

/** What the leak detector asks of declared holders. */
export interface DeclaredHolders {
  /** Holders there are now. */
  readonly count: number;
  /** Takes a reading of the live size, and returns how much of it is held by declared holders; 0 where nobody knows. */
  heldBytes(time: number, liveBytes: number): number;
  /** Holders that fill at this moment, and are not full: growth may be theirs. */
  readonly filling: readonly string[];
  /** Holders that have exceeded their bound. */
  readonly exceeded: readonly HolderExcess[];
}
