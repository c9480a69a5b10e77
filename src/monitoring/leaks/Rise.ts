import { median } from '../../analysis/robustStatistics.ts';
import { type Points, thinned } from '../../analysis/thinning.ts';
import { theilSenSlope } from '../../analysis/trend.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';
import { walkSignificance } from './walkSignificance.ts';

/** Where a rise is, and since when. */
export interface RiseOptions {
  readonly series: MinimumSeries;
  /** What was read before is left out. */
  readonly fromMs: number;
  readonly onset: number;
  readonly now: number;
}

const mostPoints = 40;
const fewestPoints = 6;
const levelPoints = 3;
const undiminishedRatio = 0.8;
const longestReachMs = 2 * 3_600_000;
const longReachMs = 30 * 60_000;
/** Growth in the half before that is smaller than this share of the rise says nothing of its pace. */
const tellingShare = 0.25;
/** Few enough that growth by lumps, some minutes apart, shows in most of them. */
const mostStretches = 12;

/** Growth from its onset to now. */
export class Rise {
  /** Forty points at most. */
  readonly points: Points;
  /** Points there were before they were thinned. */
  readonly count: number;
  readonly grownBytes: number;
  readonly rateBytesPerSecond: number;
  readonly #options: RiseOptions;

  constructor(options: RiseOptions) {
    const { times, values } = options.series.between(options.onset, options.now);
    this.#options = options;
    this.count = times.length;
    this.points = thinned(times, values, mostPoints);
    this.grownBytes =
      median(this.points.values.slice(-levelPoints)) - median(this.points.values.slice(0, levelPoints));
    this.rateBytesPerSecond = theilSenSlope(this.points.times, this.points.values) * 1000;
  }

  /**
   * Growth from the first point to the last, and the time between them in milliseconds, as they are told beside the rate:
   * by the rate, since the ends of a few uneven points say something else.
   */
  get told(): { readonly grownBytes: number; readonly sinceMs: number } {
    const { times } = this.points;
    const sinceMs = times.at(-1)! - times[0]!;
    return { grownBytes: (this.rateBytesPerSecond * sinceMs) / 1000, sinceMs };
  }

  /** There are points enough to say anything. */
  get isKnown(): boolean {
    return this.count >= fewestPoints;
  }

  /** How long it would have taken at the pace of its faster half, in milliseconds: flat parts do not count. */
  get lastedMs(): number {
    const { onset, now } = this.#options;
    const { first, second } = slopes(this.points);
    const pace = Math.max(first, second);
    return pace > 0
      ? Math.min(now - onset, (insideFactor(this.points.times.length) * this.grownBytes) / pace)
      : 0;
  }

  /** The second half grows at least 0.8 times as fast as the first, over the rise and over windows that reach back further. */
  get undiminished(): boolean {
    const { onset, now } = this.#options;
    const ran = now - onset;
    return [ran, 2 * ran, Math.max(longReachMs, 2 * ran)].every((reach) => {
      const { first, second, halfMs } = slopes(reach === ran ? this.points : this.#reachingBack(reach));
      return !(second < undiminishedRatio * first) || first * halfMs < tellingShare * this.grownBytes;
    });
  }

  /** What has grown little by little: the median step of its stretches, all of them; a jump does not count. */
  get steadyBytes(): number {
    const { times, values } = thinned(this.points.times, this.points.values, mostStretches);
    const paces = times
      .slice(1)
      .map((time, index) => (values[index + 1]! - values[index]!) / (time - times[index]!));
    return median(paces) * ((this.points.times.at(-1) ?? 0) - (this.points.times[0] ?? 0));
  }

  /** How far it stands above what a random walk of the same steps would show. */
  get walkSignificance(): number {
    return walkSignificance(this.points.times, this.points.values);
  }

  #reachingBack(reachMs: number): Points {
    const { series, fromMs, now } = this.#options;
    const begin = Math.max(fromMs, now - Math.min(reachMs, longestReachMs));
    const { times, values } = series.between(begin, now);
    return thinned(times, values, mostPoints);
  }
}

/** The ends of what has grown are medians of three points, which lie one point inside. */
function insideFactor(points: number): number {
  return 1 + 2 / Math.max(1, points - 2);
}

/** Slopes of the halves of the time, in units per millisecond; each half has three points at least. */
function slopes({ times, values }: Points): { first: number; second: number; halfMs: number } {
  const begin = times[0] ?? 0;
  const halfMs = ((times.at(-1) ?? 0) - begin) / 2;
  const later = times.findIndex((time) => time > begin + halfMs);
  const cut = Math.min(Math.max(later, 2), Math.max(times.length - 3, 0));
  return {
    first: theilSenSlope(times.slice(0, cut + 1), values.slice(0, cut + 1)),
    second: theilSenSlope(times.slice(cut), values.slice(cut)),
    halfMs,
  };
}
