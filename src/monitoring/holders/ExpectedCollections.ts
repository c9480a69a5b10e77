import type { OverdueObjects } from './Holder.ts';

/** What an {@link ExpectedCollections} needs of a FinalizationRegistry. */
export interface Obituaries {
  register(object: object, cohort: Cohort): void;
}

/** Objects of one reason, all expected to go between the same two readings. */
interface Cohort {
  readonly reason: Reason;
  /** Readings there had been. */
  readonly begin: number;
  /** Time of the first reading since; `NaN` before it. */
  since: number;
  alive: number;
}

interface Reason {
  readonly text: string;
  /** Those of which something is left, oldest first. */
  readonly cohorts: Set<Cohort>;
  alive: number;
  notFollowed: number;
}

const mostObjects = 10_000;
const mostOfOneReason = 2500;
const mostReasons = 100;
const overdueMs = 60_000;
/** The collection that was under way may have missed an object, and the word of the second one comes after its reading. */
const overdueReadings = 3;

/**
 * Objects that should be garbage soon, and whether they are. None of them is held: a FinalizationRegistry tells which are
 * gone, for some 100 bytes each. 10,000 are followed at a time, 2,500 of one reason; more are counted, and not followed,
 * so that every count of what is overdue is a lower bound.
 */
export class ExpectedCollections {
  readonly #obituaries: Obituaries;
  readonly #reasons: Map<string, Reason> = new Map();
  /** Cohorts since the last reading. */
  readonly #young: Map<Reason, Cohort> = new Map();
  #followed = 0;
  #readings = 0;
  #time = Number.NaN;

  /** @param obituaries calls back once for each object that is garbage */
  constructor(
    obituaries: (gone: (cohort: Cohort) => void) => Obituaries = (gone) => new FinalizationRegistry(gone),
  ) {
    this.#obituaries = obituaries(this.#gone);
  }

  /** Follows an object, and does not hold it. Where there are a hundred reasons already, another one is left out. */
  add(object: object, text: string): void {
    const reason = this.#reasonOf(text);
    if (reason === undefined) return;
    if (this.#followed >= mostObjects || reason.alive >= mostOfOneReason) {
      reason.notFollowed += 1;
      return;
    }
    const cohort = this.#cohortOf(reason);
    this.#obituaries.register(object, cohort);
    cohort.alive += 1;
    reason.alive += 1;
    this.#followed += 1;
  }

  /** Takes the time of a reading: a major collection has been. */
  addReading(time: number): void {
    this.#readings += 1;
    this.#time = time;
    for (const cohort of this.#young.values()) cohort.since = time;
    this.#young.clear();
  }

  /** Those that are still there at the third reading since, and after 60 s at least; by reason, the most first. */
  get overdue(): readonly OverdueObjects[] {
    const overdue: OverdueObjects[] = [];
    for (const { text, cohorts, notFollowed } of this.#reasons.values()) {
      const late = [...cohorts].filter((cohort) => this.#isOverdue(cohort));
      if (late.length === 0) continue;
      overdue.push({
        reason: text,
        count: late.reduce((sum, { alive }) => sum + alive, 0),
        sinceMs: this.#time - late[0]!.since,
        notFollowed,
      });
    }
    return overdue.sort((left, right) => right.count - left.count);
  }

  #isOverdue({ begin, since }: Cohort): boolean {
    return this.#readings - begin >= overdueReadings && this.#time - since >= overdueMs;
  }

  #reasonOf(text: string): Reason | undefined {
    const known = this.#reasons.get(text);
    if (known || this.#reasons.size >= mostReasons) return known;
    const reason: Reason = { text, cohorts: new Set(), alive: 0, notFollowed: 0 };
    this.#reasons.set(text, reason);
    return reason;
  }

  #cohortOf(reason: Reason): Cohort {
    const cohort = this.#young.get(reason) ?? {
      reason,
      begin: this.#readings,
      since: Number.NaN,
      alive: 0,
    };
    this.#young.set(reason, cohort);
    reason.cohorts.add(cohort);
    return cohort;
  }

  readonly #gone = (cohort: Cohort): void => {
    const { reason } = cohort;
    cohort.alive -= 1;
    reason.alive -= 1;
    reason.notFollowed = 0;
    this.#followed -= 1;
    if (cohort.alive === 0) reason.cohorts.delete(cohort);
    if (reason.alive === 0) this.#reasons.delete(reason.text);
  };
}
