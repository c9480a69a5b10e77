import type { Points } from '../analysis/thinning.ts';

/** Settings of a {@link MinimumSeries}. */
export interface MinimumSeriesOptions {
  /** Points kept. */
  readonly size: number;
  /** Values of one block become one point: the smallest of them, at its own time. */
  readonly blockMs: number;
}

/**
 * The lower outline of a quantity over time, in a ring: many values close together become one point, the smallest,
 * since garbage and work in flight only ever add. A value takes constant time and allocates nothing.
 */
export class MinimumSeries {
  readonly #blockMs: number;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  #count = 0;
  #newest = -1;
  #blockEnd = Number.NEGATIVE_INFINITY;
  #blocks = 0;

  constructor({ size, blockMs }: MinimumSeriesOptions) {
    this.#blockMs = blockMs;
    this.#times = new Float64Array(size);
    this.#values = new Float64Array(size);
  }

  /** Points in the ring. */
  get length(): number {
    return this.#count;
  }

  /** Bytes that the ring takes. */
  get heldBytes(): number {
    return this.#times.byteLength + this.#values.byteLength;
  }

  /** Blocks begun so far, those included that are forgotten: whoever has seen that many has seen nearly everything. */
  get blocks(): number {
    return this.#blocks;
  }

  /** How far back the points reach, in milliseconds, once older ones are forgotten; without end before. */
  get reachMs(): number {
    if (this.#blocks <= this.#count) return Number.POSITIVE_INFINITY;
    return this.lastTime - this.#times[(this.#newest + 1) % this.#times.length]!;
  }

  /** The time of the newest point; `NaN` where there is none. */
  get lastTime(): number {
    return this.#times[this.#newest] ?? Number.NaN;
  }

  /** The newest point's value; `NaN` where there is none. */
  get lastValue(): number {
    return this.#values[this.#newest] ?? Number.NaN;
  }

  /** Takes a value. One that is not a number, or is older than the newest point, is left out. */
  add(time: number, value: number): void {
    if (!Number.isFinite(value) || !(time >= this.lastTime || this.#count === 0)) return;
    if (time < this.#blockEnd) {
      if (value >= this.#values[this.#newest]!) return;
    } else {
      this.#newest = (this.#newest + 1) % this.#times.length;
      this.#count = Math.min(this.#count + 1, this.#times.length);
      this.#blockEnd = time + this.#blockMs;
      this.#blocks += 1;
    }
    this.#times[this.#newest] = time;
    this.#values[this.#newest] = value;
  }

  /** The points from one time to another, both included, oldest first. */
  between(fromMs: number, toMs: number): Points {
    const times: number[] = [];
    const values: number[] = [];
    for (let place = this.#count - 1; place >= 0; place--) {
      const index = (this.#newest - place + this.#times.length) % this.#times.length;
      const time = this.#times[index]!;
      if (time < fromMs || time > toMs) continue;
      times.push(time);
      values.push(this.#values[index]!);
    }
    return { times, values };
  }
}
