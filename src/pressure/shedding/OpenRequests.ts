/** Of fewer than that nobody can tell for how long requests take. */
const leastSeen = 3;
/** So many of those that were open may still be: there are answers that never end. */
const endlessShare = 0.1;

/** What is used of an answer, or of a stream. */
export interface ClosingAnswer {
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Counts the requests that are being answered. Of those that were begun since memory has come near to a mark it is known
 * when those have ended that were open at some moment: what they held is garbage then, and memory that stays is not held by them.
 */
export class OpenRequests {
  #total = 0;
  #round = 0;
  #seen = 0;
  #open = 0;
  #markedSeen = 0;
  #markedOpen = 0;
  #markedLeft = 0;

  /**
   * A request is let through.
   *
   * @param near whether memory is near to a mark, or short
   */
  begun(response: ClosingAnswer, near: boolean): void {
    // One whose end nobody will tell would be open for ever.
    if (typeof response.once !== 'function') return;
    const round = this.#round;
    response.once('close', () => {
      this.#total--;
      if (!near) return;
      if (round === this.#round) this.#open--;
      else this.#markedLeft--;
    });
    this.#total++;
    if (!near) return;
    this.#seen++;
    this.#open++;
  }

  /** How many are open at this moment, whenever they were begun. */
  get total(): number {
    return this.#total;
  }

  /** From now on it is asked for those that are open at this moment. */
  mark(): void {
    this.#round++;
    this.#markedSeen = this.#seen;
    this.#markedLeft += this.#open;
    this.#markedOpen = this.#markedLeft;
    this.#open = 0;
  }

  /** Whether those that were open when it was marked have ended; `false` where too few were seen. */
  get drained(): boolean {
    return this.#markedSeen >= leastSeen && this.#markedLeft <= endlessShare * this.#markedOpen;
  }
}
