import type { CodePlace } from '../ScriptNames.ts';

/** What a suspect gained, of one class. */
export interface SuspectGain {
  readonly name: string;
  /** Objects in each interval; of a single snapshot, how many there are. */
  readonly counts: readonly number[];
  /** Bytes that they keep alive. */
  readonly bytes: number;
  /** Where the function or class is written. */
  readonly place: CodePlace | undefined;
}

/** An object in which memory accumulates. */
export interface LeakSuspect {
  /** The same for the same leak in another run: a hash of classes and properties on the path. */
  readonly fingerprint: string;
  /** How the program reaches it: `globalThis.cache`. */
  readonly path: string;
  readonly className: string;
  readonly id: number;
  /** What it keeps alive in all. */
  readonly retainedBytes: number;
  /** Growth of its own, that went on; of a single snapshot, what accumulates in it. */
  readonly bytes: number;
  /** The same in each interval; empty for a single snapshot. */
  readonly bytesPerInterval: readonly number[];
  /** Share of all growth, or of the heap. */
  readonly share: number;
  /** Bytes that it holds together with other holders, so that to fix one of them is not enough. */
  readonly sharedBytes: number;
  /** Paths of these other holders. */
  readonly sharedWith: readonly string[];
  /** Most bytes first. */
  readonly gains: readonly SuspectGain[];
  /** Where these are, if not in the suspect itself: class and number of the objects in between. */
  readonly through: { readonly name: string; readonly count: number } | undefined;
  readonly fixIdea: string;
}

/** What one, two or three snapshots say. */
export interface SuspectReport {
  /** Snapshots that it rests on. */
  readonly snapshots: number;
  /** Bytes of each. */
  readonly heapBytes: readonly number[];
  /** Bytes born since the first snapshot and alive in the last. */
  readonly grownBytes: number;
  /** Growth that went on in each interval, or the heap's bytes where there is but one snapshot. */
  readonly steadyBytes: number;
  /** Nothing below this is a suspect. */
  readonly thresholdBytes: number;
  /** Most growth first. */
  readonly suspects: readonly LeakSuspect[];
  /** Of {@link steadyBytes}, what no suspect accounts for. */
  readonly restBytes: number;
}
