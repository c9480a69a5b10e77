import { fewestPoints } from '../analysis/growthPattern.ts';
import { median } from '../analysis/robustStatistics.ts';
import { type GrowthCriteria, type GrowthTest, testSustainedGrowth } from '../analysis/sustainedGrowth.ts';
import { type Points, thinned } from '../analysis/thinning.ts';
import { theilSenSlope } from '../analysis/trend.ts';
import type { MinimumSeries } from './MinimumSeries.ts';

/** Where to look for growth, and what counts as growth. */
export interface GrowthQuestion {
  /** What came before is left out. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The shortest window; longer ones are each 1.4 times as long, up to two hours. */
  readonly shortestMs: number;
  /** The points of a window must span at least this. */
  readonly shortestSpanMs: number;
  readonly criteria: GrowthCriteria;
}

/** A window, and how it fares. */
export interface GrowthRun {
  /** Forty points at most. */
  readonly points: Points;
  /** Points there were before they were thinned. */
  readonly count: number;
  readonly test: GrowthTest;
  /** How far the window reaches back, in milliseconds; its points may span less. */
  readonly windowMs: number;
  /** There are points enough, over time enough, to say anything. */
  readonly enough: boolean;
}

type Window = Pick<GrowthRun, 'points' | 'windowMs' | 'enough'>;

const longestMs = 2 * 3_600_000;
/** So that whatever began at any time has a window with little else in it. */
const windowRatio = Math.SQRT2;
const mostPoints = 40;
const endPoints = 3;
const recentShare = 0.5;

/** The longest window in which growth is sustained, and still goes on; `undefined` where there is none. */
export function sustainedRun(series: MinimumSeries, question: GrowthQuestion): GrowthRun | undefined {
  const windows = windowsOf(series, question).filter((window) => window.enough);
  if (windows.length === 0) return undefined;
  const { criteria } = question;
  const { times, values } = windows[0]!.points;
  // Growth that was sustained over hours may have ended a minute ago, which only the shortest window can tell.
  const steepest = theilSenSlope(times, values) / recentShare;
  if (!(steepest * 1000 > criteria.rateBytesPerSecond)) return undefined;
  // The longest first: of a process that leaks it is the answer, and the others need no test.
  for (const window of windows.reverse()) {
    if (!hasGrown(window.points, criteria.grownBytes)) continue;
    const run = tested(window, criteria);
    if (run.test.sustained && run.test.trend.slope <= steepest) return run;
  }
  return undefined;
}

/** The sustained run; else the shortest window with points enough; else the longest window there is. */
export function growthRun(series: MinimumSeries, question: GrowthQuestion): GrowthRun {
  const windows = windowsOf(series, question);
  const telling = windows.find((window) => window.enough) ?? windows.at(-1)!;
  return sustainedRun(series, question) ?? tested(telling, question.criteria);
}

function windowsOf(series: MinimumSeries, question: GrowthQuestion): Window[] {
  const { fromMs, toMs, shortestMs, shortestSpanMs } = question;
  const all = series.between(Math.max(fromMs, toMs - longestMs), toMs);
  const windows: Window[] = [];
  const isCut = series.blocks > series.length;
  for (let reachMs = shortestMs; ; reachMs *= windowRatio) {
    const begin = Math.max(fromMs, toMs - reachMs);
    const first = all.times.findIndex((time) => time >= begin);
    const points =
      first < 0
        ? { times: [], values: [] }
        : { times: all.times.slice(first), values: all.values.slice(first) };
    const spanMs = (points.times.at(-1) ?? 0) - (points.times[0] ?? 0);
    const enough =
      points.times.length >= (question.criteria.fewestPoints ?? fewestPoints) && spanMs >= shortestSpanMs;
    // Of a series that has forgotten its beginning a window reaches no further back than what is left.
    const reached = isCut ? Math.max(begin, all.times[0] ?? begin) : begin;
    windows.push({ points, windowMs: Math.max(0, toMs - reached) || 0, enough });
    if (begin === fromMs || reachMs >= longestMs) return windows;
  }
}

function tested(window: Window, criteria: GrowthCriteria): GrowthRun {
  const points = thinned(window.points.times, window.points.values, mostPoints);
  const test = testSustainedGrowth(points.times, points.values, criteria);
  return { ...window, points, count: window.points.times.length, test };
}

/** A cheap look at both ends, since most windows of most processes have not grown. */
function hasGrown({ values }: Points, grownBytes: number): boolean {
  return median(values.slice(-endPoints)) - median(values.slice(0, endPoints)) > grownBytes / 2;
}
