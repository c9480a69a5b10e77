/** A place in the sequence of allocations: `ordinal` was the last one given at `time`. */
interface Mark {
  readonly time: number;
  readonly ordinal: number;
}

interface Cohort {
  readonly from: Mark;
  readonly to: Mark;
  /** Members alive at the last count. */
  alive: number;
}

const mostCohorts = 12;

/**
 * Which allocations were born together. Ordinals rise with each sampled allocation, so the newest ordinal seen at each
 * look ties the sequence to the clock, and between two looks the pace is taken to be even.
 */
export class CohortBounds {
  readonly #start: Mark;
  readonly #keptMs: number;
  readonly #marks: Mark[];
  readonly #cohorts: Cohort[] = [];

  /** @param keptMs how far back {@link ordinalAt} is asked for at most */
  constructor(time: number, ordinal: number, keptMs: number) {
    this.#start = { time, ordinal };
    this.#keptMs = keptMs;
    this.#marks = [this.#start];
  }

  /** Cohorts that are closed, the oldest first. */
  get length(): number {
    return this.#cohorts.length;
  }

  /** The last ordinal given before anything was observed. */
  get firstOrdinal(): number {
    return this.#start.ordinal;
  }

  /** Milliseconds between the last two looks. */
  get sinceLastLook(): number {
    return this.#marks.at(-1)!.time - (this.#marks.at(-2) ?? this.#start).time;
  }

  /** Notes the newest ordinal of a look. Returns whether any time has passed since the one before. */
  mark(time: number, newest: number): boolean {
    const last = this.#marks.at(-1)!;
    if (time <= last.time) return false;
    this.#marks.push({ time, ordinal: Math.max(newest, last.ordinal) });
    while (this.#marks.length > 2 && this.#marks[1]!.time <= time - this.#keptMs) this.#marks.shift();
    return true;
  }

  /** The last ordinal given by that time. */
  ordinalAt(time: number): number {
    const next = this.#marks.findIndex((mark) => mark.time > time);
    if (next === 0) return this.#start.ordinal;
    if (next < 0) return this.#marks.at(-1)!.ordinal;
    const before = this.#marks[next - 1]!;
    const after = this.#marks[next]!;
    const share = (time - before.time) / (after.time - before.time);
    return Math.floor(before.ordinal + share * (after.ordinal - before.ordinal));
  }

  /** Makes a cohort of everything born by that time and not in a cohort yet. */
  close(time: number): void {
    const from = this.#cohorts.at(-1)?.to ?? this.#start;
    if (time <= from.time) return;
    const to = { time, ordinal: Math.max(from.ordinal, this.ordinalAt(time)) };
    this.#cohorts.push({ from, to, alive: Number.POSITIVE_INFINITY });
  }

  /** The cohort of an allocation; -1 where it is older than the first or younger than the last. */
  indexOf(ordinal: number): number {
    if (ordinal <= this.#start.ordinal) return -1;
    for (let index = 0; index < this.#cohorts.length; index++) {
      if (ordinal <= this.#cohorts[index]!.to.ordinal) return index;
    }
    return -1;
  }

  /** Notes how many of each cohort are alive. Returns whether that can be: none has more than it had. */
  count(alive: ArrayLike<number>): boolean {
    return this.#cohorts.every((cohort, index) => {
      const possible = alive[index]! <= cohort.alive;
      cohort.alive = alive[index]!;
      return possible;
    });
  }

  /** Age of the middle of a cohort, in milliseconds. */
  ageOf(index: number, time: number): number {
    const { from, to } = this.#cohorts[index]!;
    return time - (from.time + to.time) / 2;
  }

  /** Age of the middle of a cohort when it was closed, some time after its last birth. */
  firstAgeOf(index: number, afterMs: number): number {
    return afterMs + this.ageOf(index, this.#cohorts[index]!.to.time);
  }

  /**
   * Merges a cohort with the next one if there are too many: the pair that is narrowest for its age. Returns the place
   * of the merged cohort, -1 where there was nothing to do.
   */
  merge(time: number): number {
    if (this.#cohorts.length <= mostCohorts) return -1;
    let best = 0;
    let narrowest = Number.POSITIVE_INFINITY;
    for (let index = 0; index + 1 < this.#cohorts.length; index++) {
      const { to } = this.#cohorts[index + 1]!;
      const width = (to.time - this.#cohorts[index]!.from.time) / (time - to.time);
      if (width < narrowest) [best, narrowest] = [index, width];
    }
    const earlier = this.#cohorts[best]!;
    const later = this.#cohorts[best + 1]!;
    this.#cohorts.splice(best, 2, {
      from: earlier.from,
      to: later.to,
      alive: earlier.alive + later.alive,
    });
    return best;
  }

  /** How much of each cohort was born in the last so many milliseconds that cohorts cover, and how many those are. */
  sharesSince(windowMs: number): { readonly weights: readonly number[]; readonly spanMs: number } {
    const end = this.#cohorts.at(-1)?.to.time ?? this.#start.time;
    const begin = Math.max(this.#start.time, end - windowMs);
    const weights = this.#cohorts.map(({ from, to }) =>
      Math.max(0, Math.min(1, (to.time - begin) / (to.time - from.time))),
    );
    return { weights, spanMs: end - begin };
  }
}
