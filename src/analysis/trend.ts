import { leastSquares, polynomialBasis } from './leastSquares.ts';
import { madToSigma, median, medianAbsoluteDeviation } from './robustStatistics.ts';

/** A robust straight line through a series, and how far it stands above the noise. */
export interface Trend {
  /** Points looked at. */
  readonly count: number;
  /** Distance from the first x to the last. */
  readonly span: number;
  /** Theil–Sen slope: the median slope of all pairs. Units of y per unit of x. */
  readonly slope: number;
  /** The line's y at x = 0. */
  readonly intercept: number;
  /** `slope * span`: growth by the line, in units of y. */
  readonly growth: number;
  /** Robust standard deviation around a quadratic, so that curvature does not count as noise. */
  readonly noise: number;
  /** Lag-1 autocorrelation of the residuals, corrected for small samples, 0 to 0.85. */
  readonly autocorrelation: number;
  /** Standard error of the slope, widened for autocorrelation. */
  readonly standardError: number;
  /** `slope / standardError`; 0 where nothing grows, infinite where nothing is noisy. */
  readonly z: number;
}

/** Settings of {@link trendOf}. */
export interface TrendOptions {
  /** The noise is taken to be at least this, in units of y. @default 0 */
  readonly noiseFloor?: number;
}

const highestAutocorrelation = 0.85;
const smallSampleBias = 1.5;
const efficiencyLoss = 1.1;
const quadraticParameters = 3;

/** The median slope of all pairs of points with different x; `NaN` where there is none. */
export function theilSenSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let left = 0; left < x.length; left++) {
    for (let right = left + 1; right < x.length; right++) {
      const distance = x[right]! - x[left]!;
      if (distance !== 0) slopes[count++] = (y[right]! - y[left]!) / distance;
    }
  }
  return median(slopes.subarray(0, count));
}

/**
 * The trend of y over ascending x. O(n²), meant for some forty points. Fewer than two different x give a
 * slope of `NaN`.
 *
 * Slope after Theil (1950) and Sen (1968); noise `max(1.4826 MAD, 0.8 RMS)` of a quadratic's residuals; standard
 * error `1.1 noise √((1+ρ)/(1-ρ) / Σ(x-x̄)²)`, where 1.1 pays for Theil–Sen's efficiency against least squares.
 */
export function trendOf(x: ArrayLike<number>, y: ArrayLike<number>, options: TrendOptions = {}): Trend {
  const count = x.length;
  const slope = theilSenSlope(x, y);
  const span = count === 0 ? 0 : x[count - 1]! - x[0]!;
  const { residuals, residualSumOfSquares } = leastSquares(polynomialBasis(x, 2), y);
  const rms = Math.sqrt(residualSumOfSquares / Math.max(1, count - quadraticParameters));
  const mad = count === 0 ? 0 : medianAbsoluteDeviation(residuals, 0);
  const noise = Math.max(madToSigma * mad, 0.8 * rms, options.noiseFloor ?? 0);
  const autocorrelation = lagOneAutocorrelation(residuals, rms > (options.noiseFloor ?? 0));
  const inflation = (1 + autocorrelation) / (1 - autocorrelation);
  const standardError = efficiencyLoss * noise * Math.sqrt(inflation / squaredDistances(x));
  return {
    count,
    span,
    slope,
    intercept: median(Array.from(x, (value, index) => y[index]! - slope * value)),
    growth: slope * span,
    noise,
    autocorrelation,
    standardError,
    z: slope === 0 ? 0 : slope / standardError,
  };
}

/** The line's value at one x. */
export function valueAt(trend: Trend, x: number): number {
  return trend.intercept + trend.slope * x;
}

/** Lag-1, corrected for small samples, 0 to 0.85. Deviations below the noise floor are not measured, so neither is their order. */
export function lagOneAutocorrelation(residuals: Float64Array, measured: boolean): number {
  let products = 0;
  let squares = residuals[0] === undefined ? 0 : residuals[0] ** 2;
  for (let index = 1; index < residuals.length; index++) {
    products += residuals[index - 1]! * residuals[index]!;
    squares += residuals[index]! ** 2;
  }
  const raw = measured && squares > 0 ? products / squares : 0;
  return Math.min(highestAutocorrelation, Math.max(0, raw + smallSampleBias / residuals.length));
}

function squaredDistances(x: ArrayLike<number>): number {
  let mean = 0;
  for (let index = 0; index < x.length; index++) mean += x[index]! / x.length;
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += (x[index]! - mean) ** 2;
  return sum;
}
