import { leastSquares } from './leastSquares.ts';

/** A gradient below this share of the values is taken for rounding. */
const rounding = 1e-10;

/**
 * The combination of columns nearest to the values in which no coefficient is below 0, by the active set method of Lawson
 * and Hanson (Solving Least Squares Problems, 1974, chapter 23).
 */
export function nonNegativeLeastSquares(
  columns: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
): readonly number[] {
  let coefficients = columns.map(() => 0);
  const used = new Set<number>();
  const lengths = columns.map((column) => Math.sqrt(dot(column, column)));
  const length = Math.sqrt(dot(values, values));
  // Each column may come and go; this many times is more than any problem of that size has been seen to take.
  for (let turn = 0; turn < 3 * columns.length; turn++) {
    const residuals = residualsOf(columns, coefficients, values);
    const gains = columns.map((column, index) =>
      used.has(index) || lengths[index] === 0
        ? 0
        : dot(column, residuals) / lengths[index]! - rounding * length,
    );
    const best = gains.indexOf(Math.max(...gains));
    if (!(gains[best]! > 0)) break;
    used.add(best);
    coefficients = settle(columns, values, used, coefficients);
  }
  return coefficients;
}

/** Solves for the columns in use, and drops those that would be below 0, the first to become so first. */
function settle(
  columns: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
  used: Set<number>,
  before: readonly number[],
): number[] {
  let current = [...before];
  while (used.size > 0) {
    const places = [...used];
    const { coefficients } = leastSquares(
      places.map((place) => columns[place]!),
      values,
    );
    const wanted = columns.map(() => 0);
    for (const [order, place] of places.entries()) wanted[place] = coefficients[order]!;
    const below = places.filter((place) => wanted[place]! <= 0);
    if (below.length === 0) return wanted;
    const steps = below.map((place) => current[place]! / (current[place]! - wanted[place]!) || 0);
    const step = Math.min(...steps);
    current = current.map((value, place) => value + step * (wanted[place]! - value));
    for (const [order, place] of below.entries()) {
      if (steps[order]! > step) continue;
      used.delete(place);
      current[place] = 0;
    }
  }
  return current.map(() => 0);
}

function residualsOf(
  columns: readonly ArrayLike<number>[],
  coefficients: readonly number[],
  values: ArrayLike<number>,
): Float64Array {
  const residuals = Float64Array.from(values);
  for (const [index, column] of columns.entries()) {
    const coefficient = coefficients[index]!;
    if (coefficient === 0) continue;
    for (let row = 0; row < residuals.length; row++) residuals[row]! -= coefficient * column[row]!;
  }
  return residuals;
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}
