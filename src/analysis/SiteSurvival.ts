import { lowestShare } from './binomialBound.ts';
import { CohortBounds } from './CohortBounds.ts';
import { SurvivalCurve } from './SurvivalCurve.ts';

/** One sampled allocation that is alive. */
export interface LiveAllocation {
  /** Its place in the order of all sampled allocations; it keeps it for life. */
  readonly ordinal: number;
  /** The bytes it stands for. */
  readonly bytes: number;
  /** Who allocated it; `undefined` where that cannot be told. */
  readonly site: string | undefined;
}

/** How a site grows. */
export interface SiteGrowth {
  readonly site: string;
  /** Bytes a second that it allocates to stay: what settles, times the share of it that survives. */
  readonly bytesPerSecond: number;
  /** Share of what has settled that stays alive, 0 to 1. */
  readonly survival: number;
  /** Exact lower bound of that share, at 99.9 % confidence over all sites together. */
  readonly lowestSurvival: number;
  /** Bytes in its allocations of twice the settling age (40 s) and more that are alive. */
  readonly oldBytes: number;
}

interface SiteRecord {
  /** Allocations alive in each cohort. */
  readonly alive: number[];
  /** Bytes that were alive when each cohort was first counted. */
  readonly settledBytes: number[];
  readonly curve: SurvivalCurve;
  liveBytes: number;
  oldBytes: number;
}

interface Tally {
  readonly counts: Float64Array;
  readonly bytes: Float64Array;
  liveBytes: number;
  oldBytes: number;
}

/** The age bins, in multiples of the age at which an allocation counts as settled: 20, 60, 150 … 4800 s. */
const binEdges = [1, 3, 7.5, 15, 30, 60, 120, 240];
const mostSites = 64;
const alpha = 0.001;
/** In settling ages: the rate is that of the last ten minutes, and a death of ten minutes ago counts half. */
const memory = 30;

/** From when on allocations are observed. */
export interface SiteSurvivalOptions {
  /** Milliseconds, on the clock of the looks. */
  readonly time: number;
  /** The last ordinal given before that time; those up to it are left out, because nobody knows their age. @default 0 */
  readonly ordinal?: number;
  /** Age in milliseconds from which on an allocation counts: most of what work in flight needs is gone by then. @default 20_000 */
  readonly settledMs?: number;
}

/**
 * Who allocates what stays. At each look the sampled allocations that are alive are counted by site and by cohort (those
 * born in the same stretch of time, told by their ordinals); what is missing since the look before has died, at a known
 * age. In a leak all ages stay alive, in whatever has turnover the old ones die, and where inlining has merged both into
 * one site, the plateau of its survival curve is the leaking share.
 *
 * Memory is bounded: 64 sites by 12 cohorts, the old ones wider. A look costs time in proportion to the allocations.
 */
export class SiteSurvival {
  readonly #settledMs: number;
  readonly #edges: readonly number[];
  readonly #bounds: CohortBounds;
  readonly #sites: Map<string, SiteRecord> = new Map();
  #oldBytes = 0;

  constructor({ time, ordinal = 0, settledMs = 20_000 }: SiteSurvivalOptions) {
    this.#settledMs = settledMs;
    this.#edges = binEdges.map((edge) => edge * settledMs);
    this.#bounds = new CohortBounds(time, ordinal, 2 * settledMs);
  }

  /** Bytes in allocations of twice the settling age (40 s) and more, all sites pooled, those of unknown sites too. */
  get oldSurvivorBytes(): number {
    return this.#oldBytes;
  }

  /**
   * Counts what is alive. Returns whether it can be the same sequence as before: the dead do not rise, so when they seem
   * to, somebody has started the sampler anew, and the observation must begin anew, too.
   */
  look(time: number, allocations: readonly LiveAllocation[]): boolean {
    const bounds = this.#bounds;
    if (!bounds.mark(time, newestOf(allocations))) return true;
    const cohortsBefore = bounds.length;
    bounds.close(time - this.#settledMs);
    const totals = new Float64Array(bounds.length);
    const tallies = this.#tally(allocations, totals, bounds.ordinalAt(time - 2 * this.#settledMs));
    if (!bounds.count(totals)) return false;
    this.#follow(time, tallies, cohortsBefore);
    this.#keepLargest();
    for (let merged = bounds.merge(time); merged >= 0; merged = bounds.merge(time)) this.#merge(merged);
    this.#oldBytes = bytesUpTo(
      allocations,
      bounds.firstOrdinal,
      bounds.ordinalAt(time - 2 * this.#settledMs),
    );
    return true;
  }

  /** The sites that are known well enough, those that grow fastest first. */
  sites(most: number = mostSites): SiteGrowth[] {
    const known = [...this.#sites].flatMap(([site, record]) => {
      const plateau = record.curve.plateau();
      return plateau
        ? [
            {
              site,
              ...plateau,
              bytesPerSecond: plateau.share * this.#settledPerSecond(record),
              oldBytes: record.oldBytes,
            },
          ]
        : [];
    });
    return known
      .sort((left, right) => right.bytesPerSecond - left.bytesPerSecond)
      .slice(0, most)
      .map(({ site, bytesPerSecond, share, trials, oldBytes }) => ({
        site,
        bytesPerSecond,
        survival: share,
        oldBytes,
        lowestSurvival: lowestShare(share * trials, trials, alpha / this.#sites.size),
      }));
  }

  #settledPerSecond({ settledBytes }: SiteRecord): number {
    const { weights, spanMs } = this.#bounds.sharesSince(memory * this.#settledMs);
    return (1000 * settledBytes.reduce((sum, bytes, cohort) => sum + bytes * weights[cohort]!, 0)) / spanMs;
  }

  #tally(
    allocations: readonly LiveAllocation[],
    totals: Float64Array,
    newestOld: number,
  ): Map<string, Tally> {
    const tallies = new Map<string, Tally>();
    for (const { ordinal, bytes, site } of allocations) {
      const cohort = this.#bounds.indexOf(ordinal);
      if (cohort < 0) continue;
      totals[cohort]! += 1;
      if (site === undefined) continue;
      let tally = tallies.get(site);
      if (tally === undefined) {
        const { length } = totals;
        const [counts, sums] = [new Float64Array(length), new Float64Array(length)];
        tally = { counts, bytes: sums, liveBytes: 0, oldBytes: 0 };
        tallies.set(site, tally);
      }
      tally.counts[cohort]! += 1;
      tally.bytes[cohort]! += bytes;
      tally.liveBytes += bytes;
      if (ordinal <= newestOld) tally.oldBytes += bytes;
    }
    return tallies;
  }

  #follow(time: number, tallies: ReadonlyMap<string, Tally>, cohortsBefore: number): void {
    const elapsed = this.#bounds.sinceLastLook;
    const faded = 0.5 ** (elapsed / (memory * this.#settledMs));
    for (const [site, record] of this.#sites) {
      const tally = tallies.get(site);
      record.curve.fade(faded);
      for (let cohort = 0; cohort < cohortsBefore; cohort++) {
        const age = this.#bounds.ageOf(cohort, time);
        const firstAge = this.#bounds.firstAgeOf(cohort, this.#settledMs);
        const alive = tally?.counts[cohort] ?? 0;
        record.curve.follow(age - elapsed, age, record.alive[cohort]!, alive, firstAge);
        record.alive[cohort] = alive;
      }
      for (let cohort = cohortsBefore; cohort < this.#bounds.length; cohort++) {
        record.alive.push(tally?.counts[cohort] ?? 0);
        record.settledBytes.push(tally?.bytes[cohort] ?? 0);
      }
      record.liveBytes = tally?.liveBytes ?? 0;
      record.oldBytes = tally?.oldBytes ?? 0;
    }
    for (const [site, { counts, bytes, liveBytes, oldBytes }] of tallies) {
      if (this.#sites.has(site)) continue;
      const curve = new SurvivalCurve(this.#edges);
      this.#sites.set(site, { alive: [...counts], settledBytes: [...bytes], curve, liveBytes, oldBytes });
    }
  }

  #keepLargest(): void {
    if (this.#sites.size <= mostSites) return;
    const ranked = [...this.#sites].sort(([, left], [, right]) => right.liveBytes - left.liveBytes);
    for (const [site] of ranked.slice(mostSites)) this.#sites.delete(site);
  }

  #merge(cohort: number): void {
    for (const { alive, settledBytes } of this.#sites.values()) {
      for (const values of [alive, settledBytes]) {
        const [later = 0] = values.splice(cohort + 1, 1);
        values[cohort]! += later;
      }
    }
  }
}

function newestOf(allocations: readonly LiveAllocation[]): number {
  let newest = 0;
  for (const { ordinal } of allocations) newest = Math.max(newest, ordinal);
  return newest;
}

function bytesUpTo(allocations: readonly LiveAllocation[], after: number, upTo: number): number {
  let sum = 0;
  for (const { ordinal, bytes } of allocations) if (ordinal > after && ordinal <= upTo) sum += bytes;
  return sum;
}
