/** What counts for a probe at this moment. */
export interface ProbeMoment {
  /** Milliseconds, on the clock of the readings. */
  readonly time: number;
  /** Bytes in use, garbage included: what the live size cannot exceed. */
  readonly usedBytes: number;
  /** Share of the recent past for which the event loop was busy, 0 to 1. */
  readonly loopUse: number;
  /** A leak is suspected, so that a reading confirms or clears it. */
  readonly suspected: boolean;
  /** There is a way to collect in small steps. */
  readonly gentle: boolean;
  /** And to look at allocations when that is nearly done. */
  readonly gentleLook: boolean;
  /** It is wanted to know who allocates. */
  readonly wantsSites: boolean;
  /** Allocations are sampled, so that there is something to look at. */
  readonly sampling: boolean;
}

/**
 * A full collection at once, one in small steps, or a look at the sampled allocations, which forces a collection: at
 * once, or when it has been made in small steps for the most part.
 */
export type ProbeAction = 'collect' | 'collect-gently' | 'look' | 'look-gently';

/** Why what is due is not done: it would cost too much now. */
type ProbeDelay = 'over-budget' | 'too-long';

/** What is to be done, and what should be and is not; neither where nothing is due. */
export interface ProbeDecision {
  readonly action?: ProbeAction;
  readonly delay?: ProbeDelay;
  /** It is a look that is delayed. */
  readonly ofSites?: boolean;
}
