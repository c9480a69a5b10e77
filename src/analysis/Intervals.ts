const base = 1.05;
const longestGap = 2.5;

/** What is known of the time between neighbours in a series. Milliseconds. */
export interface IntervalSummary {
  /** The usual distance, right to 2.5 %; 0 of fewer than two points in time. */
  readonly usualMs: number;
  /** Distances of more than two and a half times the usual one, in which nothing is known. */
  readonly gaps: number;
  /** How long the gaps are together. */
  readonly gapsMs: number;
  readonly longest: { readonly fromMs: number; readonly toMs: number } | undefined;
}

/**
 * Finds the usual distance between points in time, and the gaps, without keeping the points: distances are counted in
 * classes that differ by 5 %, because what is usual is known only at the end.
 */
export class Intervals {
  readonly #counts: Map<number, number> = new Map();
  readonly #sums: Map<number, number> = new Map();
  #last = Number.NaN;
  #longest: { readonly fromMs: number; readonly toMs: number } | undefined;

  /** Takes the next point in time, later than the one before. */
  add(time: number): void {
    const from = this.#last;
    this.#last = time;
    const distance = time - from;
    if (!(distance > 0)) return;
    const key = Math.round(Math.log(distance) / Math.log(base));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#sums.set(key, (this.#sums.get(key) ?? 0) + distance);
    if (this.#longest && distance <= this.#longest.toMs - this.#longest.fromMs) return;
    this.#longest = { fromMs: from, toMs: time };
  }

  summary(): IntervalSummary {
    const keys = [...this.#counts.keys()].sort((left, right) => left - right);
    const total = keys.reduce((sum, key) => sum + this.#counts.get(key)!, 0);
    let below = 0;
    const usual = keys.find((key) => {
      below += this.#counts.get(key)!;
      return 2 * below >= total;
    });
    const usualMs = usual === undefined ? 0 : this.#sums.get(usual)! / this.#counts.get(usual)!;
    const long = keys.filter((key) => this.#sums.get(key)! / this.#counts.get(key)! > longestGap * usualMs);
    return {
      usualMs,
      gaps: long.reduce((sum, key) => sum + this.#counts.get(key)!, 0),
      gapsMs: long.reduce((sum, key) => sum + this.#sums.get(key)!, 0),
      longest: long.length > 0 ? this.#longest : undefined,
    };
  }
}
