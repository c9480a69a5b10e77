/** What the threads of a process that are watched tell each other, so that the growth of one is not told by another, too. */
export interface ThreadMemory {
  /** Whether the main thread is watched, which tells of what belongs to the process as a whole. `false` in that thread itself. */
  readonly isWatchedByMain: boolean;
  /** Bytes of heap and external memory that other threads have, which this one's counters leave out and the process's do not. */
  othersBytes(): number;
}
