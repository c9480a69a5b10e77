/** The leaks that can be switched on, each known from real systems, and what each one forgets. */
export const leaks = {
  'latency-samples': 'every lookup adds to an array of latencies that has lost its bound',
  adjacency: 'the adjacency of removed actors is never dropped',
  'orphaned-parts': 'removing an actor forgets some of its body parts',
  'expired-keys': 'keys that have expired are never deleted',
  listeners: 'removed actors keep listening to the weather',
  'perception-log': 'the log of what was perceived only grows',
} as const;

export type LeakName = keyof typeof leaks;

export const leakNames = Object.keys(leaks) as readonly LeakName[];

export interface LeaksOptions {
  readonly name: LeakName | 'none';
  readonly bytesPerSecond: number;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

/** An opportunity that was not taken is lost after so many seconds: no leak makes up for a long pause in one burst. */
const longestArrearsSeconds = 2;

/**
 * Decides at each place that could leak whether it leaks this time, so that the leak that is switched on
 * keeps `bytesPerSecond` and no more.
 */
export class Leaks {
  readonly name: LeakName | 'none';
  readonly bytesPerSecond: number;
  readonly #now: () => number;
  #checkedAtMs: number;
  #allowedBytes = 0;
  #leakedBytes = 0;

  constructor({ name, bytesPerSecond, now }: LeaksOptions) {
    this.name = name;
    this.bytesPerSecond = bytesPerSecond;
    this.#now = now;
    this.#checkedAtMs = now();
  }

  static none(): Leaks {
    return new Leaks({ name: 'none', bytesPerSecond: 0, now: () => 0 });
  }

  /** Bytes that leaked so far, by the estimates of the places that leak. */
  get leakedBytes(): number {
    return this.#leakedBytes;
  }

  /** True when the leak `name` may keep another `bytes` now; they count as leaked. */
  occurs(name: LeakName, bytes: number): boolean {
    if (name !== this.name) return false;
    const nowMs = this.#now();
    const earned = ((nowMs - this.#checkedAtMs) / 1000) * this.bytesPerSecond;
    const mostAllowed = Math.max(bytes, longestArrearsSeconds * this.bytesPerSecond);
    this.#checkedAtMs = nowMs;
    this.#allowedBytes = Math.min(this.#allowedBytes + earned, mostAllowed);
    if (this.#allowedBytes < bytes) return false;
    this.#allowedBytes -= bytes;
    this.#leakedBytes += bytes;
    return true;
  }
}
