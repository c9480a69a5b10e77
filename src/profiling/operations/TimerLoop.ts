/**
 * Whose timer Node.js may still hold. It runs all timers of the same duration in one loop, whose frame holds the last timer, and
 * what it leads to, until the call of the next one. So what a timer leaves is let go of in the stretch of whom the next one
 * belongs to.
 */
export class TimerLoop<Owner> {
  #heldOver: Owner | undefined;
  #lastMs: number | undefined;

  open(): void {
    this.#heldOver = undefined;
  }

  /** A callback has begun: of a timer of that duration, or `undefined` where it is of none. */
  goneOn(before: Owner | undefined, owner: Owner | undefined, timerMs: number | undefined): void {
    if (timerMs === undefined) return;
    if (timerMs === this.#lastMs && before !== owner) this.#heldOver = before;
    this.#lastMs = timerMs;
  }

  /** Whose it is, if Node.js has gone over from it to another's within the same loop; told once. */
  takeHeldOver(): Owner | undefined {
    const heldOver = this.#heldOver;
    this.#heldOver = undefined;
    return heldOver;
  }
}
