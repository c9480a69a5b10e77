import { slopesOfHalves } from './growthModels.ts';
import { fewestPoints } from './growthPattern.ts';
import { kendallTau } from './mannKendall.ts';
import { type Trend, theilSenSlope, trendOf } from './trend.ts';

/** What growth must show to count as sustained. */
export interface GrowthCriteria {
  /** The slope in standard errors, exceeded. */
  readonly significance: number;
  /** Bytes per second, exceeded. */
  readonly rateBytesPerSecond: number;
  /** Bytes grown by the trend over the points, exceeded. */
  readonly grownBytes: number;
  /** Deviations smaller than this are not measured, in bytes. */
  readonly noiseFloorBytes: number;
  /** Fewer points say nothing. @default 6 */
  readonly fewestPoints?: number;
}

/** A condition of sustained growth. */
export type GrowthCondition =
  | 'enough-points'
  | 'rate'
  | 'amount'
  | 'significance'
  | 'monotone'
  | 'no-single-step'
  | 'undiminished-half'
  | 'undiminished-third';

/** How a series fares against the criteria. */
export interface GrowthTest {
  /** No condition is unmet. */
  readonly sustained: boolean;
  readonly unmet: readonly GrowthCondition[];
  readonly trend: Trend;
  readonly rateBytesPerSecond: number;
  readonly grownBytes: number;
  readonly spanMs: number;
}

const monotoneTau = 0.5;
const largestStep = 0.5;
const halfRatio = 0.75;
const thirdRatio = 0.5;
const fewestForSlope = 3;
/** Of what has grown. When a process rests for the first time V8 throws away compiled code, a megabyte or two at once. */
const forgivenDrop = 0.4;

/**
 * Tells growth that goes on from warm-up, steps and noise. Bytes over ascending milliseconds, some forty points.
 * The conditions and their constants were set on 131 real programs: the slope stands above the noise, is fast enough
 * and adds up, most later points are higher than earlier ones, no single jump explains half of it, the second
 * half grows at least 0.75 times as fast as the first and the last third at least half as fast as the whole. A single drop
 * by no more than 0.4 of what has grown is forgiven: the series is then looked at as if it had not been.
 */
export function testSustainedGrowth(
  times: readonly number[],
  bytes: readonly number[],
  criteria: GrowthCriteria,
): GrowthTest {
  const test = testedAsIs(times, bytes, criteria);
  if (test.sustained || !(test.trend.growth > 0)) return test;
  const { lifted, dropBytes } = withoutDrop(bytes);
  if (dropBytes === 0) return test;
  const other = testedAsIs(times, lifted, criteria);
  if (!other.sustained || dropBytes > forgivenDrop * other.trend.growth) return test;
  if (other.trend.growth - dropBytes <= criteria.grownBytes) return test;
  return { ...test, sustained: true, unmet: [] };
}

/** The series as if its largest drop had not been. */
function withoutDrop(bytes: readonly number[]): {
  readonly lifted: readonly number[];
  readonly dropBytes: number;
} {
  let place = 0;
  let dropBytes = 0;
  for (let index = 1; index < bytes.length; index++) {
    const drop = bytes[index - 1]! - bytes[index]!;
    if (drop > dropBytes) [place, dropBytes] = [index, drop];
  }
  const lifted = bytes.map((value, index) => (index < place ? value : value + dropBytes));
  return { lifted, dropBytes };
}

function testedAsIs(
  times: readonly number[],
  bytes: readonly number[],
  criteria: GrowthCriteria,
): GrowthTest {
  const trend = trendOf(times, bytes, { noiseFloor: criteria.noiseFloorBytes });
  const unmet: GrowthCondition[] = [];
  if (times.length < (criteria.fewestPoints ?? fewestPoints)) {
    unmet.push('enough-points');
  } else {
    const halves = slopesOfHalves(times, bytes);
    if (!(trend.slope * 1000 > criteria.rateBytesPerSecond)) unmet.push('rate');
    if (!(trend.growth > criteria.grownBytes)) unmet.push('amount');
    if (!(trend.z > criteria.significance)) unmet.push('significance');
    if (kendallTau(bytes) <= monotoneTau) unmet.push('monotone');
    if (stepShare(times, bytes, trend) > largestStep) unmet.push('no-single-step');
    if (!(halves.second > halfRatio * halves.first)) unmet.push('undiminished-half');
    if (!(slopeOfLastThird(times, bytes) > thirdRatio * trend.slope)) unmet.push('undiminished-third');
  }
  return {
    sustained: unmet.length === 0,
    unmet,
    trend,
    rateBytesPerSecond: trend.slope * 1000,
    grownBytes: trend.growth,
    spanMs: trend.span,
  };
}

/** The largest jump beyond what the trend explains of its time, as a share of all growth. */
function stepShare(times: readonly number[], bytes: readonly number[], trend: Trend): number {
  let largest = 0;
  for (let index = 1; index < times.length; index++) {
    const explained = trend.slope * (times[index]! - times[index - 1]!);
    largest = Math.max(largest, bytes[index]! - bytes[index - 1]! - explained);
  }
  return trend.growth > 0 ? largest / trend.growth : 1;
}

/** The slope over the last third of the time, or over the last three points where it holds fewer. */
function slopeOfLastThird(times: readonly number[], bytes: readonly number[]): number {
  const last = times[times.length - 1]!;
  const begin = last - (last - times[0]!) / 3;
  const within = times.findIndex((time) => time >= begin);
  const from = Math.max(0, Math.min(within, times.length - fewestForSlope));
  return theilSenSlope(times.slice(from), bytes.slice(from));
}
