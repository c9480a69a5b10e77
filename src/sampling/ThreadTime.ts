import type { CollectionCounts, CollectionKind } from './CollectionCounts.ts';

/** What a thread's time went to since counting began, in milliseconds; each only grows. `NaN` for what is not known. */
export interface ThreadTime {
  /** Pauses for minor collections. */
  gcMinorMs: number;
  /** Pauses for major collections. */
  gcMajorMs: number;
  /** The event loop had something to do. */
  activeMs: number;
  /** The event loop waited for something to do. */
  idleMs: number;
}

/** Hears of a collection that is counted. */
export type CollectionListener = (kind: CollectionKind, durationMs: number) => void;

/** Counts what a thread's time goes to. Several may read one counter: it tells totals. */
export interface ThreadTimeCounter {
  /** Writes the totals of this instant into the given object. Never throws. */
  read(time: ThreadTime): void;
  /** The collections since the first read; `undefined` while they are not all counted. Absent where nobody counts. */
  collections?(): CollectionCounts | undefined;
  /** Hears of each collection from now on; one that throws harms nobody. Returns an unsubscribe function. Absent where nobody counts. */
  onCollection?(listener: CollectionListener): () => void;
  /** Ends it. */
  close(): void;
}
