import type { AllocationSite } from '../../wire/event.ts';

/** A cache or a store that the application declares to be bounded: what it holds is not a leak. */
export interface Holder {
  /** What it is called in reports; unique in its process. */
  readonly name: string;
  /** How many entries it holds now. Called at every reading: must be cheap. */
  readonly entries: () => number;
  /** More than this is a leak, whatever else is said. */
  readonly maxEntries?: number | undefined;
  /** Bytes that it holds now, right within a quarter; without it they are estimated from entries and live size. */
  readonly bytes?: (() => number) | undefined;
  /** Bytes that it may hold. One of `maxEntries` and `maxBytes` must be given. */
  readonly maxBytes?: number | undefined;
  /** Where its bytes are: `external` for a store of buffers, whose bytes V8 does not keep on its heap. @default 'heap' */
  readonly memory?: 'heap' | 'external' | undefined;
  /**
   * Which functions allocate what it holds, as far as that is known: matched against "function file package". What they
   * keep is then known to be its own, and growth of anything else shows beside it while it fills.
   */
  readonly sites?: RegExp | undefined;
  /** Lets go of a share of what it holds, least valuable first; wanted for experiments. @param share 0 to 1 */
  readonly prune?: ((share: number) => unknown) | undefined;
}

/** A declared holder that holds more than it may. */
export interface HolderExcess {
  readonly name: string;
  /** Where its bytes are. */
  readonly memory: 'heap' | 'external';
  readonly entries: number;
  /** The bound that is exceeded, in words: "1,000 entries". */
  readonly bound: string;
}

/** Objects that were expected to be garbage, and are not. */
export interface OverdueObjects {
  /** What was said of them: "session closed". */
  readonly reason: string;
  /** How many are known to be there still. At least so many: see `notFollowed`. */
  readonly count: number;
  /** For how long the oldest of them has been expected to be gone, in milliseconds. */
  readonly sinceMs: number;
  /** How many more were expected to go, and not followed since there were too many. */
  readonly notFollowed: number;
}

/** What the leak detector asks of declared holders. */
export interface DeclaredHolders {
  /** Holders there are now. */
  readonly count: number;
  /**
   * Takes a reading of the live size, and returns how much of it is held by declared holders, and by scopes that are open;
   * 0 where nobody knows. To be called once for each reading.
   */
  heldBytes(time: number, liveBytes: number): number;
  /** External bytes that holders of buffers say they hold, within their bounds, as of the last reading. */
  readonly heldExternalBytes?: number;
  /** Holders and scopes that fill at this moment, and are not full: growth may be theirs. */
  readonly filling: readonly string[];
  /** Whether one that fills has not said which functions allocate for it. @default whether any fills */
  readonly fillsUnseen?: boolean;
  /** Whether a function allocates for a declared holder. @default nobody knows */
  isDeclared?(site: Pick<AllocationSite, 'function' | 'file' | 'package'>): boolean;
  /** Holders that have exceeded their bound. */
  readonly exceeded: readonly HolderExcess[];
  /** Objects that outlive what was expected of them, by reason, the most first. */
  readonly overdue?: readonly OverdueObjects[];
}
