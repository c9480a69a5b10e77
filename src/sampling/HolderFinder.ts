/** An object in which what grows accumulates, as heap snapshots name it. */
export interface FoundHolder {
  /** How the program reaches it: `globalThis.sessions`. */
  readonly path: string;
  readonly class: string;
  /** How many things are in it; 0 where that cannot be counted. */
  readonly entries: number;
  /** Share of what was born between the snapshots and stayed, 0 to 1. */
  readonly share: number;
  /** What it gained most of, in each interval. */
  readonly gained: { readonly name: string; readonly counts: readonly number[] } | undefined;
  /** What usually helps with such a holder. */
  readonly fixIdea: string;
}

/** What came of a snapshot that was to be taken. */
export type SnapshotAttempt =
  | {
      readonly performed: true;
      /** For how long the thread stood still. */
      readonly pauseMs: number;
    }
  | { readonly performed: false; readonly reason: string };

/** Who holds what grew between snapshots. */
export interface HolderFinding {
  /** Snapshots that it rests on. */
  readonly snapshots: number;
  /** Those with most growth first; none where no single object holds much of it. */
  readonly holders: readonly FoundHolder[];
}

/** What came of a search. */
export type HolderSearch =
  | ({ readonly performed: true } & HolderFinding)
  | { readonly performed: false; readonly reason: string };

/** Finds out who holds what grows, by heap snapshots taken some minutes apart. Neither throws nor rejects. */
export interface HolderFinder {
  /** Takes a snapshot, unless the thread might stand still for longer than that, or memory might not suffice. */
  take(longestPauseMs: number): Promise<SnapshotAttempt>;
  /** Compares the snapshots that were taken, somewhere else than on this thread, and forgets them. */
  find(): Promise<HolderSearch>;
  /** Forgets the snapshots that were taken, and ends what is being done. */
  stop(): void;
}
