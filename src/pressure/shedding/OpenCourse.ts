/** Parts of the limit, for each of which it is remembered how many requests were open. */
const parts = 10;
/** A look counts for so much in the mean of the last ones: one moment may be anything. */
const lookWeight = 0.1;
/** Memory has to have become so many times as much before numbers of requests tell anything of it. */
const leastGrowth = 1.5;
/** Requests that hold what has been added would have become more by all of that; by less than this part of it they have not. */
const theirsShare = 0.5;

/**
 * Whether the requests that are open may be what fills memory. What requests hold grows with their number: where memory has
 * become twice as full since there were as many of them as now, they are not what was added. So nobody has to wait for
 * answers that take long, such as those to clients that poll.
 */
export class OpenCourse {
  /** How many were open, in the mean, when memory was last in that part of the limit; `NaN` where it never was. */
  readonly #openAt: Float64Array = new Float64Array(parts).fill(Number.NaN);
  #open = Number.NaN;
  #share = Number.NaN;

  /** Takes a look at memory: the used share of a limit, and how many requests are open. */
  observe(share: number, open: number): void {
    if (!(share > 0)) return;
    this.#open = Number.isNaN(this.#open) ? open : this.#open + lookWeight * (open - this.#open);
    this.#share = share;
    this.#openAt[Math.min(parts - 1, Math.floor(share * parts))] = this.#open;
  }

  /** `true` also where memory has never been seen to be so much less full. */
  get mayFillMemory(): boolean {
    for (let part = parts - 1; part >= 0; part--) {
      const before = this.#openAt[part]!;
      // The most that it can have been then.
      const growth = (this.#share * parts) / (part + 1);
      if (growth < leastGrowth || Number.isNaN(before)) continue;
      return this.#open >= before * (1 + theirsShare * (growth - 1));
    }
    return true;
  }
}
