/**
 * Bytes that caches say they have let go of, and that no collection has freed since: what a collection need not look at. As far
 * as such words were true the last time; a cache may say anything.
 */
export class ClaimedGarbage {
  #claimedBytes = 0;
  #truth = 1;

  /** Garbage that there most likely is, in bytes. */
  get bytes(): number {
    return this.#claimedBytes * this.#truth;
  }

  /** Takes what was let go of. */
  claim(bytes: number): void {
    this.#claimedBytes += bytes;
  }

  /** Takes what a collection has freed. */
  collected(freedBytes: number): void {
    if (this.#claimedBytes > 0) this.#truth = Math.min(1, Math.max(0, freedBytes) / this.#claimedBytes);
    this.#claimedBytes = 0;
  }
}
