/** Options of a {@link RateLimit}. */
export interface RateLimitOptions {
  /** How many come in each second. */
  readonly perSecond: number;
  /** How many there are at most. */
  readonly most: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/** So many of something in a second, and some more in a row after a rest: a token bucket. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #left: number;
  #lastMs: number;

  constructor(options: RateLimitOptions) {
    this.#options = options;
    this.#left = options.most;
    this.#lastMs = options.now();
  }

  /** Takes one, where there is one left. */
  take(): boolean {
    const { perSecond, most, now } = this.#options;
    const time = now();
    // A clock that was set back brings nothing in, and takes nothing away.
    const passedMs = Math.max(0, time - this.#lastMs);
    this.#lastMs = time;
    this.#left = Math.min(most, this.#left + (passedMs / 1000) * perSecond);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
