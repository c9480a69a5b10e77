import { correlation } from './correlation.ts';
import { leastSquares } from './leastSquares.ts';
import { studentQuantile } from './meanInterval.ts';
import { nonNegativeLeastSquares } from './nonNegativeLeastSquares.ts';
import { lagOneAutocorrelation } from './trend.ts';

/** What one cause leaves behind. */
export interface RetainedByCause {
  /** Which of the columns it is. */
  readonly cause: number;
  /** Per unit. */
  readonly amount: number;
  readonly low: number;
  readonly high: number;
  /** How much of the growth of the whole it accounts for: 1 is all of it. */
  readonly share: number;
  /** Pearson's r of the whole, less what the other causes leave, over the units of this one. */
  readonly correlation: number;
}

/** What is known at each of the times. */
export interface CauseCounts {
  /** Ascending. */
  readonly times: readonly number[];
  /** The whole at each of them. */
  readonly levels: readonly number[];
  /** For each cause, units done by then. */
  readonly causes: readonly (readonly number[])[];
  /** Units of all the causes beyond these, which can leave something behind but are not told. @default none */
  readonly rest?: readonly number[] | undefined;
}

/** Points beyond those that the model takes, below which residuals say nothing. */
const spareDegrees = 6;
/** Chance that any cause at all is told that leaves nothing behind, were residuals as the model takes them to be. */
const alpha = 0.01;
/** What remains of a column beside the others must be more than rounding. */
const leastVariation = 1e-8;
/** What accounts for less than this of the growth is not worth a word. */
const leastShare = 0.1;

/**
 * What each unit of which cause leaves behind: the combination of counts, and of the clock, nearest to the levels in which
 * nothing is below 0. A cause is told only where its counts vary on their own (beside all others and the clock), its
 * interval excludes 0, and it accounts for a tenth of the growth at least; the greatest share first. Nothing is told of a
 * few points.
 *
 * Standard error: σ √((1+ρ)/(1−ρ) / Σ x̃²), where x̃ is what the other columns leave of the cause's own, and ρ the lag-1
 * autocorrelation of the residuals; interval after Student, at 1 % over all causes together (Bonferroni).
 */
export function retainedByCause({ times, levels, causes, rest }: CauseCounts): RetainedByCause[] {
  const count = levels.length;
  const columns = [...causes, ...(rest ? [rest] : []), times].map(centred);
  const degrees = count - columns.length - 1;
  if (causes.length === 0 || degrees < spareDegrees) return [];
  const growth = levels[count - 1]! - levels[0]!;
  const values = centred(levels);
  const amounts = nonNegativeLeastSquares(columns, values);
  const residuals = withoutCause(columns, amounts, values, -1);
  const sigma = Math.sqrt(residuals.reduce((sum, value) => sum + value ** 2, 0) / degrees);
  const rho = lagOneAutocorrelation(residuals, sigma > 0);
  const inflation = (1 + rho) / (1 - rho);
  const quantile = studentQuantile(degrees, 1 - alpha / causes.length);
  const told: RetainedByCause[] = [];
  for (const [cause, units] of causes.entries()) {
    const amount = amounts[cause]!;
    const share = (amount * (units[count - 1]! - units[0]!)) / growth;
    if (!(amount > 0 && share >= leastShare)) continue;
    const column = columns[cause]!;
    const others = columns.filter((_, index) => index !== cause);
    const { residualSumOfSquares: own } = leastSquares(others, column);
    if (!(own > leastVariation * column.reduce((sum, value) => sum + value ** 2, 0))) continue;
    const margin = quantile * sigma * Math.sqrt(inflation / own);
    if (!(amount > margin)) continue;
    const alone = withoutCause(columns, amounts, values, cause);
    const r = correlation(column, alone);
    told.push({ cause, amount, low: amount - margin, high: amount + margin, share, correlation: r });
  }
  return told.sort((left, right) => right.share - left.share);
}

/** Values less what all columns leave but one. */
function withoutCause(
  columns: readonly Float64Array[],
  amounts: readonly number[],
  values: Float64Array,
  kept: number,
): Float64Array {
  const left = Float64Array.from(values);
  for (const [index, column] of columns.entries()) {
    if (index === kept) continue;
    for (let row = 0; row < left.length; row++) left[row]! -= amounts[index]! * column[row]!;
  }
  return left;
}

/** Less its mean, so that the model needs no constant. */
function centred(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}
