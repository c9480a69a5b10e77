const windowsMs = [5000, 2500, 1250];
const longestMs = windowsMs[0]!;
const shortestMs = 700;
const size = 48;
/** Less growth within a window than this share of the value is what one collection leaves more of than another. */
const leastShare = 0.02;

/**
 * How fast a number has been growing within the last seconds, for bursts that no long series sees in time: over five of
 * them, and over the last ones alone, so that what was freed meanwhile does not hide how fast it fills again. Growth counts
 * where both halves of that time have it: one step is no slope.
 */
export class SteepGrowth {
  readonly #times: Float64Array = new Float64Array(size).fill(Number.NaN);
  readonly #values: Float64Array = new Float64Array(size).fill(Number.NaN);
  #next = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** Takes a value. Those that come sooner than the window needs are left out. */
  add(time: number, value: number): void {
    if (time - this.#last < longestMs / size) return;
    this.#last = time;
    this.#times[this.#next] = time;
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % size;
  }

  /** Milliseconds until `limit` is reached from `value` at this pace; infinite where nothing grows towards it. */
  etaMs(time: number, value: number, limit: number): number {
    let rate = 0;
    for (const windowMs of windowsMs) rate = Math.max(rate, this.#rate(time, value, windowMs));
    return rate > 0 ? Math.max(0, (limit - value) / rate) : Number.POSITIVE_INFINITY;
  }

  /**
   * The same at the fastest pace of any of the windows, even or not: a step counts as growth that goes on. Where nothing has
   * grown it is infinite; where too little is known it is 0.
   */
  cautiousEtaMs(time: number, value: number, limit: number): number {
    let rate = 0;
    for (const windowMs of windowsMs) {
      const first = this.#oldestSince(time - windowMs);
      const spanMs = first < 0 ? 0 : time - this.#times[first]!;
      if (!(spanMs >= shortestMs)) return 0;
      rate = Math.max(rate, (value - this.#values[first]!) / spanMs);
    }
    return rate > 0 ? Math.max(0, (limit - value) / rate) : Number.POSITIVE_INFINITY;
  }

  /** Growth per millisecond over the window; 0 where there is none that is even. */
  #rate(time: number, value: number, windowMs: number): number {
    const first = this.#oldestSince(time - windowMs);
    if (first < 0) return 0;
    const spanMs = time - this.#times[first]!;
    const middle = this.#oldestSince(time - spanMs / 2);
    if (!(spanMs >= shortestMs) || middle < 0 || middle === first) return 0;
    const grown = value - this.#values[first]!;
    const grownLately = value - this.#values[middle]!;
    // The later half must have at least a third of it, and not more than nine tenths.
    return grown > leastShare * value && grownLately >= grown / 3 && grownLately <= 0.9 * grown
      ? grown / spanMs
      : 0;
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
