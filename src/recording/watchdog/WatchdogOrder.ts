/** What the thread of the watchdog begins with. */
export interface WatchdogOrder {
  /** Two numbers that the main thread writes: see {@link cell}. */
  readonly cells: SharedArrayBuffer;
  /** Time between two beats of the main thread. */
  readonly beatMs: number;
  readonly blockedAfterMs: number;
}

/** Places in the shared cells: when the last beat was (`steadyMs`), and whether the inspector's port is open. */
export const cell = { beat: 0, inspected: 1 };

/** What the thread tells the main thread once that comes round again. */
export interface StandstillEnd {
  readonly forMs: number;
  readonly cpuShare: number;
  readonly queuedShare?: number;
  readonly stack?: readonly string[] | undefined;
}
