/** Time that comes in as a share of the time that passes, and is spent; what is not spent lasts for a while. */
export class Allowance {
  readonly #share: number;
  #mostSavedMs: number;
  #savedMs = 0;

  /**
   * @param share of the time that passes, 0 to 1
   * @param lastingMs savings are at most what comes in within so many milliseconds
   * @param leastMs or so many milliseconds, if that is more
   */
  constructor(share: number, lastingMs: number, leastMs = 0) {
    this.#share = share;
    this.#mostSavedMs = Math.max(leastMs, share * lastingMs);
  }

  /** Lets time pass. */
  pass(durationMs: number): void {
    this.#savedMs = Math.min(this.#mostSavedMs, this.#savedMs + durationMs * this.#share);
  }

  /** Whether there is enough. What is more than could ever be saved is saved for from now on. */
  covers(durationMs: number): boolean {
    if (Number.isFinite(durationMs)) this.#mostSavedMs = Math.max(this.#mostSavedMs, durationMs);
    return durationMs <= this.#savedMs;
  }

  /** Spends time, whether there is enough or not. */
  spend(durationMs: number): void {
    this.#savedMs -= durationMs;
  }
}
