import type { AllocationSite } from '../wire/event.ts';

/** What one look at the sampled allocations has found, and what it cost. */
export interface SiteLook {
  /** Epoch milliseconds. */
  readonly time: number;
  /** When the observation began that this look belongs to; bytes of different observations are not to be compared. */
  readonly observedSince: number;
  /** Bytes in allocations that were made since then, are alive, and are 40 s old or more. */
  readonly oldSurvivorBytes: number;
  /** Live size right after the collection that the look has forced; `undefined` where somebody else's sampler forces none. */
  readonly liveBytes: number | undefined;
  /** Milliseconds for which the thread stood still. */
  readonly pauseMs: number;
  /** CPU time that the process used meanwhile, in milliseconds; `undefined` where nobody measured it. */
  readonly cpuMs?: number | undefined;
}

/** A site, and how surely it keeps what it allocates. */
export interface ObservedSite extends AllocationSite {
  /** Lower bound of `survival`, at 99.9 % confidence over all sites together. */
  readonly lowestSurvival: number;
  /** Bytes in its allocations of 40 s and more that are alive; `undefined` where nobody has counted them. */
  readonly oldBytes?: number | undefined;
}

/** Names the functions whose allocations stay alive, while it is asked to. Never throws. */
export interface AllocationObserver {
  /** Why there is nothing to look at, in one sentence; `undefined` where there is something, or before `start`. */
  readonly problem: string | undefined;
  /** Begins to sample allocations; does nothing where it does already. Returns whether it could. */
  start(allocatedBytesPerSecond?: number): boolean;
  /** Forces a major collection, and finds out which sampled allocations are alive; `undefined` where nothing is sampled. */
  look(): SiteLook | undefined;
  /** Who allocates what stays alive, as of the last look: those that grow fastest first. */
  sites(): Promise<readonly ObservedSite[]>;
  /** Ends it, and forgets everything but the sites. */
  stop(): void;
}
