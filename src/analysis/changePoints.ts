/** A series read as levels with jumps between them. */
export interface Steps {
  /** Index at which each level begins; the first is 0. */
  readonly starts: readonly number[];
  /** Mean of each level. */
  readonly levels: readonly number[];
  readonly residualSumOfSquares: number;
}

/**
 * The best reading of the series as 1, 2, … `mostLevels` levels, by least squares and exact: dynamic programming,
 * O(levels n²). Each level holds at least `shortest` values; fewer readings come back where there is no room.
 */
export function stepsOf(values: ArrayLike<number>, mostLevels: number, shortest = 2): Steps[] {
  const count = values.length;
  const cost = levelCosts(values);
  let best = Array.from({ length: count + 1 }, (_, end) => (end < shortest ? Infinity : cost(0, end)));
  const cuts: number[][] = [];
  const readings: Steps[] = [];
  for (let levels = 1; levels <= mostLevels && levels * shortest <= count; levels++) {
    if (levels > 1) {
      const next = new Array<number>(count + 1).fill(Infinity);
      const cut = new Array<number>(count + 1).fill(0);
      for (let end = levels * shortest; end <= count; end++) {
        for (let start = (levels - 1) * shortest; start <= end - shortest; start++) {
          const total = best[start]! + cost(start, end);
          if (total < next[end]!) {
            next[end] = total;
            cut[end] = start;
          }
        }
      }
      best = next;
      cuts.push(cut);
    }
    readings.push(readBack(values, cuts, best[count]!));
  }
  return readings;
}

function levelCosts(values: ArrayLike<number>): (start: number, end: number) => number {
  const centre = values[0] ?? 0;
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]! - centre;
    sums[index + 1] = sums[index]! + value;
    squares[index + 1] = squares[index]! + value * value;
  }
  return (start, end) => {
    const sum = sums[end]! - sums[start]!;
    return Math.max(0, squares[end]! - squares[start]! - (sum * sum) / (end - start));
  };
}

function readBack(values: ArrayLike<number>, cuts: readonly (readonly number[])[], residual: number): Steps {
  const starts = [0];
  let end = values.length;
  for (let level = cuts.length - 1; level >= 0; level--) {
    end = cuts[level]![end]!;
    starts.splice(1, 0, end);
  }
  const levels = starts.map((start, index) => {
    const stop = starts[index + 1] ?? values.length;
    let sum = 0;
    for (let position = start; position < stop; position++) sum += values[position]!;
    return sum / (stop - start);
  });
  return { starts, levels, residualSumOfSquares: residual };
}
