/** A place in the application's code. */
export interface CodePlace {
  readonly function: string;
  /** Relative to the working directory, where it lies below. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The npm package that the file belongs to; `undefined` for the application's own. */
  readonly package: string | undefined;
}

/** How many things of one type are open. */
export interface OpenResources {
  readonly kind: 'worker' | 'handle';
  /** What they are: `TCPSocketWrap`, `file descriptor`; for workers, where they are started. */
  readonly type: string;
  readonly count: number;
  /** How many have ended since they are counted; `undefined` where only the count is known. */
  readonly ended?: number;
  /** Who opens them, where that is known. */
  readonly place?: CodePlace;
}

/** Open TCP sockets that were picked out to be looked at again. None of them is held, or kept open. */
export interface PickedSockets {
  readonly count: number;
  /** Those of them that are open still, have carried no byte since they were picked, and have no timeout that will end them. */
  silent(): PickedSockets;
}

/** Counts what a process holds open: threads, sockets, timers, files. */
export interface ResourceCounter {
  /** What is open now, by type. Takes time and garbage in proportion to it: 20 µs for a thousand. Never throws. */
  count(): readonly OpenResources[];
  /** How many file descriptors the process may have open; `undefined`, or absent, where nobody knows. Never throws. */
  descriptorLimit?(): number | undefined;
  /** Picks some of that many TCP sockets opened last; `undefined`, or absent, where nobody can. Takes 1 to 4 ms among 6,000 handles. Never throws. */
  pickSockets?(newest: number): PickedSockets | undefined;
  /** Ends it. */
  close(): void;
}
