/**
 * When memory is used up, as was foreseen. What was to come and has not come was a wrong forecast, unless load was refused
 * meanwhile: that holds it back, and it comes when load does.
 */
export class ForeseenEnd {
  readonly #at: number;
  readonly #inMs: number;
  readonly #refused: number;

  /**
   * @param time milliseconds of any clock that never goes back, the same for all calls
   * @param inMs milliseconds until memory is used up
   * @param refused requests that were refused until now
   */
  constructor(time: number, inMs: number, refused: number) {
    this.#at = time;
    this.#inMs = inMs;
    this.#refused = refused;
  }

  /** Whether it should have come. */
  hasPassed(time: number): boolean {
    return time > this.#at + this.#inMs;
  }

  /** Milliseconds until memory is used up once no load is refused any more; `undefined` where none was. */
  heldBackMs(refused: number): number | undefined {
    return refused > this.#refused ? this.#inMs : undefined;
  }

  /** Milliseconds from this time until memory is used up; `undefined` where that was a wrong forecast. */
  inMs(time: number, refused: number): number | undefined {
    return this.hasPassed(time) ? this.heldBackMs(refused) : this.#at + this.#inMs - time;
  }
}
