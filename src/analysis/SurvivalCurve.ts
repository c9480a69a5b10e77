/** How many survive for good. */
export interface Plateau {
  /** Share that outlives every age which enough of them have been followed through, 0 to 1. */
  readonly share: number;
  /** Individuals that the least known of those ages rests on: the effective sample size of the share. */
  readonly trials: number;
}

const fewestTrials = 8;

/**
 * Survival by age, after Kaplan and Meier (1958) in the form of a life table: for each age bin the share that died in
 * it, of those that were seen in it. Individuals come in groups that are counted now and then; between two counts they
 * are taken to die evenly. One that died in a bin is a whole trial, one that lives counts for the part of the bin that
 * it was followed through.
 */
export class SurvivalCurve {
  readonly #edges: readonly number[];
  readonly #trials: Float64Array;
  readonly #deaths: Float64Array;

  /** `edges` are ages, rising; bin `i` reaches from `edges[i]` to `edges[i + 1]`. */
  constructor(edges: readonly number[]) {
    this.#edges = edges;
    this.#trials = new Float64Array(edges.length - 1);
    this.#deaths = new Float64Array(edges.length - 1);
  }

  /**
   * Takes a group of which `before` lived at one age, and `after` at a later one. The bin that it was first counted in
   * begins for it at that age, `firstAge`: who had died by then was never one of them.
   */
  follow(fromAge: number, toAge: number, before: number, after: number, firstAge: number = 0): void {
    const deathsPerAge = (before - after) / (toAge - fromAge);
    for (let bin = 0; bin < this.#trials.length; bin++) {
      const lower = Math.max(firstAge, this.#edges[bin]!);
      const upper = this.#edges[bin + 1]!;
      const from = Math.max(fromAge, lower);
      const to = Math.min(toAge, upper);
      if (from >= to) continue;
      const deaths = deathsPerAge * (to - from);
      const alive = before - deathsPerAge * (to - fromAge);
      this.#deaths[bin]! += deaths;
      this.#trials[bin]! += (alive * (to - from) + deaths * (upper - from)) / (upper - lower);
    }
  }

  /** Makes everything seen so far count for this share of what it did, so that what comes outweighs it in time. */
  fade(share: number): void {
    for (let bin = 0; bin < this.#trials.length; bin++) {
      this.#trials[bin]! *= share;
      this.#deaths[bin]! *= share;
    }
  }

  /**
   * The share that survives the ages which at least eight have been followed through; `undefined` until there are so
   * many in the first bin.
   */
  plateau(): Plateau | undefined {
    let share = 1;
    let trials = Number.POSITIVE_INFINITY;
    for (let bin = 0; bin < this.#trials.length && this.#trials[bin]! >= fewestTrials; bin++) {
      share *= Math.max(0, 1 - this.#deaths[bin]! / this.#trials[bin]!);
      trials = Math.min(trials, this.#trials[bin]!);
    }
    if (trials === Number.POSITIVE_INFINITY) return undefined;
    return { share, trials };
  }
}
