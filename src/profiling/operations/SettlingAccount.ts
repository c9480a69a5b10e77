/** How long settlings have held the thread up since an account was opened, in milliseconds. */
export class SettlingAccount {
  #pauseMs = 0;
  #count = 0;

  get pauseMs(): number {
    return this.#pauseMs;
  }

  get averageMs(): number {
    return this.#pauseMs / Math.max(1, this.#count);
  }

  open(): void {
    this.#pauseMs = 0;
    this.#count = 0;
  }

  add(pauseMs: number): void {
    this.#pauseMs += pauseMs;
    this.#count++;
  }

  /** Whether there is time for one more settling, and for those at the ends of all that runs. */
  mayGoOn(running: number, isolationPauseMs: number): boolean {
    return this.#pauseMs + Math.max(0, running - 1) * this.averageMs < isolationPauseMs;
  }
}
