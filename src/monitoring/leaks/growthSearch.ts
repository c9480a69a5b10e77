import { growthPatternOf } from '../../analysis/growthPattern.ts';
import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { Points } from '../../analysis/thinning.ts';
import { trendOf } from '../../analysis/trend.ts';
import { type GrowthQuestion, type GrowthRun, sustainedRun } from '../growthRun.ts';
import { betweenLooksMs, shortestSpanMs, shortestWindowMs } from '../leakCriteria.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import type { OldSurvivors } from './OldSurvivors.ts';

/** Growth that is sustained now, and in what it shows. */
export interface Growth {
  readonly run: GrowthRun;
  readonly in: 'readings' | 'survivors' | 'kept';
}

/** Where growth is looked for. */
export interface GrowthPlace {
  readonly readings: MinimumSeries;
  /** Present for the heap, while allocations are sampled. */
  readonly survivors: OldSurvivors | undefined;
  /** What functions have allocated that let go of nothing; `undefined` where there are none. */
  readonly kept: MinimumSeries | undefined;
  /** What functions have allocated that allocate for declared holders; `undefined` where there are none. */
  readonly declared: MinimumSeries | undefined;
  /** By how much the level may change within so many milliseconds without a word: it has done so before. */
  readonly usualChange: (durationMs: number) => number;
  readonly fromMs: number;
  readonly criteria: GrowthCriteria;
}

/** A verdict on growth whose newest reading is older has nothing to stand on: a reading is needed first. */
const freshMs = 60_000;
const fewestLooks = 5;
const settlingMs = 40_000;
const fewestToContradict = 4;
const declaredShare = 0.5;
const contradictedShare = 0.5;
const contradictingErrors = 3;

/** The question that a place is asked at a time. */
function growthQuestion({ fromMs, criteria }: GrowthPlace, toMs: number): GrowthQuestion {
  return { fromMs, toMs, shortestMs: shortestWindowMs, shortestSpanMs, criteria };
}

/**
 * Growth that is sustained now, and was 10 s ago: of the readings, or of the allocations that survive, which tell a leak
 * under a load that swings. Undefined where the newest reading is old.
 */
export function growthAt(place: GrowthPlace, now: number): Growth | undefined {
  const growth = growthOnce(place, now);
  return growth && growthOnce(place, now - betweenLooksMs) ? growth : undefined;
}

function growthOnce(place: GrowthPlace, now: number): Growth | undefined {
  const { readings, survivors } = place;
  if (now - readings.lastTime <= freshMs) {
    const run = sustainedRun(readings, growthQuestion(place, now));
    if (run) return { run, in: 'readings' };
  }
  const surviving = survivors && survivingGrowth(place, survivors, now);
  if (surviving) return { run: surviving, in: 'survivors' };
  const run = keptGrowth(place, now);
  return run && { run, in: 'kept' };
}

/**
 * Sustained growth of what functions keep that let go of nothing, which the readings do not contradict; they do not where
 * the level often falls by as much as would hide it.
 */
export function keptGrowth(place: GrowthPlace, now: number): GrowthRun | undefined {
  const { kept, survivors } = place;
  if (kept === undefined || survivors === undefined || !(now - kept.lastTime <= freshMs)) return undefined;
  const fromMs = Math.max(place.fromMs, survivors.observedSince + settlingMs);
  const criteria = { ...place.criteria, fewestPoints: fewestLooks };
  const run = sustainedRun(kept, { ...growthQuestion(place, now), fromMs, criteria });
  if (!run || contradicts(place.readings, run, now, place.usualChange(run.test.spanMs))) return undefined;
  return run;
}

/** Sustained growth of what survives, which the readings do not contradict. */
export function survivingGrowth(
  place: GrowthPlace,
  { bytes, observedSince }: OldSurvivors,
  now: number,
): GrowthRun | undefined {
  if (!(now - bytes.lastTime <= freshMs)) return undefined;
  const fromMs = Math.max(place.fromMs, observedSince + settlingMs);
  const criteria = { ...place.criteria, fewestPoints: fewestLooks };
  const run = sustainedRun(bytes, { ...growthQuestion(place, now), fromMs, criteria });
  if (!run || contradicts(place.readings, run, now) || isDeclared(place.declared, run, now)) return undefined;
  return run;
}

/** Whether what survives does so in declared holders, for the most part. */
function isDeclared(declared: MinimumSeries | undefined, { points, test }: GrowthRun, now: number): boolean {
  if (declared === undefined) return false;
  const { values } = declared.between(points.times[0]!, now);
  return values.length > 0 && values.at(-1)! - values[0]! > declaredShare * test.grownBytes;
}

/** What replaces old memory survives, too, while the live size stays where it is: no growth, then. */
function contradicts(
  readings: MinimumSeries,
  { points, test }: GrowthRun,
  now: number,
  usualChange = 0,
): boolean {
  const { times, values } = readings.between(points.times[0]!, now);
  if (times.length < fewestToContradict) return false;
  const { slope, standardError } = trendOf(times, values);
  const usual = usualChange / (times.at(-1)! - times[0]!);
  return slope + contradictingErrors * standardError + usual < contradictedShare * test.trend.slope;
}

/** Whether all growth is one that levels off. */
export function saturates({ times, values }: Points): boolean {
  return growthPatternOf(times, values).label === 'saturating';
}
