/** A linear model fitted to data. */
export interface LeastSquaresFit {
  /** One coefficient per basis column. */
  readonly coefficients: readonly number[];
  readonly residuals: Float64Array;
  readonly residualSumOfSquares: number;
}

/** A column that adds less than this share of its own length to the columns before it is taken for dependent. */
const dependent = 1e-10;

/**
 * The combination of basis columns nearest to the values, by modified Gram–Schmidt. A column that depends on
 * the ones before it gets the coefficient 0.
 */
export function leastSquares(
  basis: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
): LeastSquaresFit {
  const residuals = Float64Array.from(values);
  const directions: Float64Array[] = [];
  const triangle: number[][] = [];
  const projections: number[] = [];
  for (const column of basis) {
    const direction = Float64Array.from(column);
    const length = Math.sqrt(dot(direction, direction));
    const row = directions.map((earlier) => {
      const share = dot(earlier, direction);
      subtract(direction, earlier, share);
      return share;
    });
    const norm = Math.sqrt(dot(direction, direction));
    const scale = norm > dependent * length ? 1 / norm : 0;
    for (let index = 0; index < direction.length; index++) direction[index]! *= scale;
    const projection = dot(direction, residuals);
    subtract(residuals, direction, projection);
    row.push(scale === 0 ? 0 : norm);
    directions.push(direction);
    triangle.push(row);
    projections.push(projection);
  }
  return {
    coefficients: substituteBack(triangle, projections),
    residuals,
    residualSumOfSquares: dot(residuals, residuals),
  };
}

/** `1, x, x², …` up to the degree, with x moved and scaled to -1 … 1 so that the columns stay apart. */
export function polynomialBasis(x: ArrayLike<number>, degree: number): Float64Array[] {
  const first = x[0] ?? 0;
  const last = x[x.length - 1] ?? 0;
  const half = (last - first) / 2 || 1;
  const scaled = Float64Array.from(x, (value) => (value - first) / half - 1);
  return Array.from({ length: degree + 1 }, (_, power) => scaled.map((value) => value ** power));
}

function substituteBack(triangle: readonly number[][], projections: readonly number[]): number[] {
  const coefficients = new Array<number>(projections.length).fill(0);
  for (let row = projections.length - 1; row >= 0; row--) {
    const pivot = triangle[row]![row]!;
    let rest = projections[row]!;
    for (let later = row + 1; later < projections.length; later++) {
      rest -= triangle[later]![row]! * coefficients[later]!;
    }
    coefficients[row] = pivot === 0 ? 0 : rest / pivot;
  }
  return coefficients;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}

function subtract(target: Float64Array, direction: Float64Array, share: number): void {
  for (let index = 0; index < target.length; index++) target[index]! -= share * direction[index]!;
}
