import { stepsOf } from './changePoints.ts';
import { leastSquares, polynomialBasis } from './leastSquares.ts';
import { theilSenSlope } from './trend.ts';

/** The shapes that growth is compared with. */
type GrowthShape = 'linear' | 'accelerating' | 'saturating' | 'step' | 'staircase';

/** One shape, fitted. */
export interface GrowthModel {
  readonly shape: GrowthShape;
  /** Corrected Akaike information criterion: lower is better, by 6 or more is a clear win. */
  readonly aicc: number;
  /** Whether the fit looks like what its name says, beyond fitting well. */
  readonly plausible: boolean;
  /** Where a saturating curve levels off, in units of the values. */
  readonly plateau?: number;
  /** Time constant of a saturating curve, in units of the times. */
  readonly timeConstant?: number;
}

const mostSteps = 9;
const shareWithinStep = 0.28;
const shareWithinStairs = 0.32;
const smallestStep = 0.25;
/** At this share the last pace is 2.3 times the first. */
const curvatureShare = 0.1;
const saturationRatio = 0.7;
const accelerationRatio = 1.25;
/** Time constants tried, as shares of the span: a curve slower than that is a line, a faster one is a step. */
const timeConstants = Array.from({ length: 33 }, (_, index) => 0.03 * 40 ** (index / 32));

/**
 * Fits a line, a parabola, a saturating exponential, one jump, and several jumps to a rising series.
 * `noiseFloor` is the smallest deviation taken seriously, in units of the values.
 *
 * AICc after Hurvich and Tsai (1989); parameters counted include the noise and the position of each jump.
 */
export function growthModels(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  noiseFloor: number,
): GrowthModel[] {
  const count = values.length;
  const score = (residualSumOfSquares: number, parameters: number): number =>
    aiccOf(Math.max(residualSumOfSquares, count * noiseFloor ** 2), count, parameters);
  const line = leastSquares(polynomialBasis(times, 1), values);
  const linear: GrowthModel = {
    shape: 'linear',
    aicc: score(line.residualSumOfSquares, 3),
    plausible: true,
  };
  return [
    linear,
    accelerating(times, values, score),
    saturating(times, values, score),
    ...jumps(times, values, score),
  ];
}

/** Weights of models by their AICc, adding up to 1: the Akaike weight of each (Burnham and Anderson 2002). */
export function akaikeWeights(models: readonly Pick<GrowthModel, 'aicc'>[]): number[] {
  const best = Math.min(...models.map(({ aicc }) => aicc));
  const likelihoods = models.map(({ aicc }) => Math.exp((best - aicc) / 2));
  const sum = likelihoods.reduce((total, likelihood) => total + likelihood, 0);
  return likelihoods.map((likelihood) => likelihood / sum);
}

/** Theil–Sen slopes of the two halves of a series; a middle point belongs to both. */
export function slopesOfHalves(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
): { readonly first: number; readonly second: number } {
  const half = Math.ceil(times.length / 2);
  const t = Array.from(times);
  const y = Array.from(values);
  return {
    first: theilSenSlope(t.slice(0, half), y.slice(0, half)),
    second: theilSenSlope(t.slice(-half), y.slice(-half)),
  };
}

type Score = (residualSumOfSquares: number, parameters: number) => number;

function aiccOf(residualSumOfSquares: number, count: number, parameters: number): number {
  const freedom = count - parameters - 1;
  if (freedom <= 0) return Number.POSITIVE_INFINITY;
  const misfit = count * Math.log(residualSumOfSquares / count);
  return misfit + 2 * parameters + (2 * parameters * (parameters + 1)) / freedom;
}

function accelerating(times: ArrayLike<number>, values: ArrayLike<number>, score: Score): GrowthModel {
  const { coefficients, residualSumOfSquares } = leastSquares(polynomialBasis(times, 2), values);
  const halves = slopesOfHalves(times, values);
  const [, rise = 0, bend = 0] = coefficients;
  return {
    shape: 'accelerating',
    aicc: score(residualSumOfSquares, 4),
    // On x from -1 to 1 the parabola grows by 2 rise, and its middle sags by bend below the chord.
    plausible: bend > curvatureShare * 2 * rise && halves.second > accelerationRatio * halves.first,
  };
}

function saturating(times: ArrayLike<number>, values: ArrayLike<number>, score: Score): GrowthModel {
  const start = times[0]!;
  const span = times[times.length - 1]! - start;
  const ones = Float64Array.from(times, () => 1);
  let best = {
    timeConstant: Number.NaN,
    plateau: Number.NaN,
    residualSumOfSquares: Number.POSITIVE_INFINITY,
  };
  for (const share of timeConstants) {
    const timeConstant = share * span;
    const curve = Float64Array.from(times, (time) => 1 - Math.exp((start - time) / timeConstant));
    const { coefficients, residualSumOfSquares } = leastSquares([ones, curve], values);
    const [base = 0, height = 0] = coefficients;
    if (height > 0 && residualSumOfSquares < best.residualSumOfSquares) {
      best = { timeConstant, plateau: base + height, residualSumOfSquares };
    }
  }
  const halves = slopesOfHalves(times, values);
  return {
    shape: 'saturating',
    aicc: score(best.residualSumOfSquares, 4),
    plausible: halves.second < saturationRatio * halves.first,
    plateau: best.plateau,
    timeConstant: best.timeConstant,
  };
}

function jumps(times: ArrayLike<number>, values: ArrayLike<number>, score: Score): GrowthModel[] {
  const readings = stepsOf(values, mostSteps + 1).slice(1);
  return readings.map(({ starts, levels, residualSumOfSquares }, index): GrowthModel => {
    const steps = index + 1;
    const height = levels[steps]! - levels[0]!;
    const rises = levels.every(
      (level, place) => place === 0 || level - levels[place - 1]! > (smallestStep * height) / steps,
    );
    const within = Math.abs(growthWithin(times, values, starts)) / height;
    return {
      shape: steps === 1 ? 'step' : 'staircase',
      aicc: score(residualSumOfSquares, 2 * steps + 2),
      plausible: height > 0 && rises && within < (steps === 1 ? shareWithinStep : shareWithinStairs),
    };
  });
}

/** Growth that happens on the levels, not between them, by the slope of each. */
function growthWithin(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  starts: readonly number[],
): number {
  const t = Array.from(times);
  const y = Array.from(values);
  return starts.reduce((sum, start, index) => {
    const stop = starts[index + 1] ?? t.length;
    const slope = theilSenSlope(t.slice(start, stop), y.slice(start, stop));
    return sum + slope * (t[stop - 1]! - t[start]!);
  }, 0);
}
