/** What one look shows of a level that growth has raised. */
interface RaiseLook {
  readonly time: number;
  /** What growth foretells at this look; 0 nothing. */
  readonly level: number;
  /** Whether memory still is where the level was raised, less the hysteresis. */
  readonly stays: boolean;
  readonly dwellMs: number;
}

/**
 * A level that growth has raised before its time. It is let go of after the dwell time, and no further than to `warning` while
 * memory stays where it was raised: what churns there would raise it again and again.
 */
export class HeldLevel {
  #level = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** Takes a look; the level as it is then. */
  update({ time, level, stays, dwellMs }: RaiseLook): number {
    const least = stays && this.#level > 0 ? Math.max(1, level) : level;
    if (least >= this.#level || time > this.#until) {
      this.#level = least;
      this.#until = time + dwellMs;
    }
    return this.#level;
  }
}
