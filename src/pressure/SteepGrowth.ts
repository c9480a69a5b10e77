const windowMs = 5000;
const shortestMs = 1000;
const size = 32;

/**
 * How fast a number has been growing over the last five seconds, for bursts that no long series sees in time. Growth
 * counts where both halves of that time have it: one step is no slope.
 */
export class SteepGrowth {
  readonly #times: Float64Array = new Float64Array(size).fill(Number.NaN);
  readonly #values: Float64Array = new Float64Array(size).fill(Number.NaN);
  #next = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** Takes a value. Those that come sooner than the window needs are left out. */
  add(time: number, value: number): void {
    if (time - this.#last < windowMs / size) return;
    this.#last = time;
    this.#times[this.#next] = time;
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % size;
  }

  /** Milliseconds until `limit` is reached from `value` at this pace; infinite where nothing grows towards it. */
  etaMs(time: number, value: number, limit: number): number {
    const first = this.#oldestSince(time - windowMs);
    if (first < 0) return Number.POSITIVE_INFINITY;
    const spanMs = time - this.#times[first]!;
    const middle = this.#oldestSince(time - spanMs / 2);
    if (!(spanMs >= shortestMs) || middle < 0 || middle === first) return Number.POSITIVE_INFINITY;
    const grown = value - this.#values[first]!;
    const grownLately = value - this.#values[middle]!;
    // The later half must have at least a third of it, and not more than nine tenths.
    if (!(grown > 0) || grownLately < grown / 3 || grownLately > 0.9 * grown) return Number.POSITIVE_INFINITY;
    return Math.max(0, ((limit - value) * spanMs) / grown);
  }

  #oldestSince(from: number): number {
    let oldest = -1;
    for (let index = 0; index < size; index++) {
      const time = this.#times[index]!;
      if (time >= from && !(oldest >= 0 && this.#times[oldest]! <= time)) oldest = index;
    }
    return oldest;
  }
}
