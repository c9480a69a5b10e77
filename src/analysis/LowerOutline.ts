import type { Points } from './thinning.ts';

/**
 * The lower outline of a quantity over a stretch of any length, in bounded memory: neighbours become one point, the
 * smallest of them at its own time, since garbage and work in flight only ever add. As many neighbours make a point as
 * it takes; that number doubles whenever there would be more than `mostPoints`.
 */
export class LowerOutline {
  readonly #mostPoints: number;
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  #group = 1;
  #inLast = 0;

  /** @param mostPoints an even number */
  constructor(mostPoints: number) {
    this.#mostPoints = mostPoints;
  }

  /** Takes the next value; one that is not a number is left out. */
  add(time: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const last = this.#values.length - 1;
    if (last >= 0 && this.#inLast < this.#group) {
      this.#inLast += 1;
      if (value >= this.#values[last]!) return;
      this.#times[last] = time;
      this.#values[last] = value;
      return;
    }
    if (this.#values.length === this.#mostPoints) this.#halve();
    this.#times.push(time);
    this.#values.push(value);
    this.#inLast = 1;
  }

  /** The points at or after a time, oldest first. */
  points(fromMs: number = Number.NEGATIVE_INFINITY): Points {
    const first = this.#times.findIndex((time) => time >= fromMs);
    if (first < 0) return { times: [], values: [] };
    return { times: this.#times.slice(first), values: this.#values.slice(first) };
  }

  #halve(): void {
    for (let pair = 0; 2 * pair < this.#values.length; pair++) {
      const left = 2 * pair;
      const lower = this.#values[left]! <= this.#values[left + 1]! ? left : left + 1;
      this.#times[pair] = this.#times[lower]!;
      this.#values[pair] = this.#values[lower]!;
    }
    this.#times.length = this.#mostPoints / 2;
    this.#values.length = this.#mostPoints / 2;
    this.#group *= 2;
  }
}
