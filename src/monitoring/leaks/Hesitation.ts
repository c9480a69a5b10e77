import type { GrowthRun } from '../growthRun.ts';
import { startUpMs } from '../leakCriteria.ts';
import type { Evidence, LeakMoment } from './Evidence.ts';
import { type Growth, keptGrowth } from './growthSearch.ts';
import type { ModuleLoading } from './ModuleLoading.ts';
import { Rise } from './Rise.ts';
import { walkSignificance } from './walkSignificance.ts';

/** For so long a suspicion waits for the name of its culprit; in a young process it has waited already. */
const namingMs = 45_000;
const youngNamingMs = 10_000;
/** For so long growth by modules, or by what is in turnover, is not told. */
const turnoverPatienceMs = 300_000;
/** Allocations that have been observed for so long show a leak. */
const observedMs = 200_000;
const loadingPatienceMs = 600_000;
/** Growth that was not there for so long is new. */
const lapseMs = 120_000;
/** Growth is told when it has lasted so long, and such as is usual in a process somewhat later. */
const shortestMs = 150_000;
const shortestUsualMs = 200_000;
const unusualContrast = 2.5;
/** In a young process it must go on in the newest readings, at this share of its pace. */
const restingShare = 0.5;
const stepMs = 15_000;
/** And stands above what a process that wanders without aim would show. */
const usualWalk = 3.5;
const youngWalk = 2.5;
/** Until then nothing is known of a process but that it has started. */
const unknownMs = 330_000;

/** Reasons why growth that is sustained is not told yet. */
export class Hesitation {
  readonly #evidence: Evidence;
  readonly #loading: ModuleLoading | undefined;
  #since = Number.NaN;
  #heldAt = Number.NaN;

  constructor(evidence: Evidence, loading?: ModuleLoading) {
    this.#evidence = evidence;
    this.#loading = loading;
  }

  /** The growth has been told: what comes later is held back anew. */
  end(): void {
    this.#heldAt = Number.NaN;
  }

  /**
   * Whether growth is to be told later: it rests; or the process often does the like, and must do it for longer; or the
   * culprit has no name yet, and may have one soon; or what grows is seen to die, and gets some minutes to show it, or
   * comes from modules that are being loaded.
   */
  holds(growth: Growth, moment: LeakMoment): boolean {
    const { run } = growth;
    const { now, startedAt, wantedSince } = moment;
    const { sites } = this.#evidence;
    const isYoung = now - startedAt < unknownMs;
    if (growth.in === 'survivors' && !isYoung && this.#slowsDown(run, moment)) return true;
    if (growth.in === 'readings' && !isYoung && this.#isTooShort(run, moment)) return true;
    if (sites === undefined) return false;
    if (growth.in !== 'kept' && this.#isUsualTurnover(run, moment)) return true;
    // Beside the heap growth comes in steps: a thread each minute, a page at a time.
    if (growth.in === 'readings' && isYoung && rests(run)) return true;
    // Growth that pauses for a moment is the same growth.
    if (!(now - this.#heldAt <= lapseMs)) this.#since = now;
    this.#heldAt = now;
    const heldMs = now - this.#since;
    if (this.#loading?.explains(run)) return heldMs < loadingPatienceMs;
    const rate = run.test.rateBytesPerSecond;
    if (sites.opinion(now, rate, wantedSince) === 'turned-over') return heldMs < turnoverPatienceMs;
    const patienceMs = isYoung ? youngNamingMs : namingMs;
    return sites.isFresh(now) && sites.named(now, rate).length === 0 && heldMs < patienceMs;
  }

  /**
   * Whether it is a tooth of a saw so far: no longer than what the process does time and again, or no longer than a burst and
   * not beyond where it has been before. Changes nothing.
   */
  repeatsPast({ run, in: where }: Growth, moment: LeakMoment): boolean {
    if (where !== 'readings' || !this.#isTooShort(run, moment)) return false;
    const { grownBytes, spanMs } = run.test;
    const onset = run.points.times[0]!;
    return (
      !Number.isNaN(this.#evidence.contrast(grownBytes, spanMs, onset, moment)) || this.#wasHigher(onset)
    );
  }

  /**
   * What survives in a cache does so for a while when the cache is full. That its filling slows down shows in the readings,
   * in longer windows first; where a past is known, that decides.
   */
  #slowsDown({ test, points }: GrowthRun, moment: LeakMoment): boolean {
    const onset = points.times[0]!;
    const { now, startedAt } = moment;
    if (!Number.isNaN(this.#evidence.contrast(test.grownBytes, test.spanMs, onset, moment))) return false;
    const { readings: series } = this.#evidence.series;
    return !new Rise({ series, fromMs: startedAt + startUpMs, onset, now }).undiminished;
  }

  /** Growth such as the process has shown before, while those who allocate are known and let everything go. */
  #isUsualTurnover({ test, points }: GrowthRun, moment: LeakMoment): boolean {
    const { now } = moment;
    const { sites } = this.#evidence;
    if (sites === undefined || !(now - sites.observedSince(now) >= observedMs)) return false;
    const contrast = this.#evidence.contrast(test.grownBytes, test.spanMs, points.times[0]!, moment);
    if (!(contrast < unusualContrast)) return false;
    return keptGrowth(this.#evidence.place('medium', moment), now) === undefined;
  }

  /** A burst of work rises for two minutes, and a process that swings for longer; of a younger one no habits are known, and it may still be warming up. */
  #isTooShort({ test, points }: GrowthRun, moment: LeakMoment): boolean {
    const { readings } = this.#evidence.series;
    const onset = points.times[0]!;
    const contrast = this.#evidence.contrast(test.grownBytes, test.spanMs, onset, moment);
    const { now, startedAt } = moment;
    const isYoung = Number.isNaN(contrast);
    const { lastedMs } = new Rise({ series: readings, fromMs: startedAt + startUpMs, onset, now });
    const isUsual = isYoung || contrast < unusualContrast;
    const recent = readings.between(now - lastedMs, now);
    const walked = isYoung ? points : recent;
    if (isUsual && walkSignificance(walked.times, walked.values) < (isYoung ? youngWalk : usualWalk))
      return true;
    return lastedMs < (isUsual || this.#wasHigher(onset) ? shortestUsualMs : shortestMs);
  }

  #wasHigher(onset: number): boolean {
    return this.#evidence.series.readings.lastValue <= this.#evidence.highestBefore(onset);
  }
}

/** A cache that has just filled up shows in the newest reading first. */
function rests({ points: { times, values }, test }: GrowthRun): boolean {
  const newest = times.at(-1)!;
  const before = times.findLastIndex((time) => newest - time >= stepMs);
  if (before < 0) return false;
  const pace = (values.at(-1)! - values[before]!) / (newest - times[before]!);
  return pace < restingShare * test.trend.slope;
}
