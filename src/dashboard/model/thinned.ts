import type { ChartColumn, TimeRange } from './frame.ts';

/**
 * Leaves of many rows what so many pixels can show: for each pixel the least and the most of each line, in the order in which
 * they came, or that there is a gap. Times first, then a column for each line. Rows that are further apart stay as they are.
 */
export function thinned(
  times: readonly number[],
  columns: readonly ChartColumn[],
  { fromMs, toMs }: TimeRange,
  pixels: number,
): [readonly number[], ...ChartColumn[]] {
  /** First rows of the pixels, and the row after the last one. */
  const starts: number[] = [];
  let last = Number.NaN;
  for (let row = 0; row < times.length; row++) {
    const pixel = Math.floor(((times[row]! - fromMs) * pixels) / (toMs - fromMs));
    if (pixel !== last) starts.push(row);
    last = pixel;
  }
  starts.push(times.length);
  const ends: number[] = [];
  for (let index = 1; index < starts.length; index++) {
    const [from, to] = [starts[index - 1]!, starts[index]! - 1];
    ends.push(times[from]!);
    if (from < to) ends.push(times[to]!);
  }
  return [ends, ...columns.map((column) => extremes(column, starts))];
}

/** Runs for every value in view. */
function extremes(column: ChartColumn, starts: readonly number[]): ChartColumn {
  const picked: (number | null)[] = [];
  for (let index = 1; index < starts.length; index++) {
    const from = starts[index - 1]!;
    const to = starts[index]! - 1;
    const first = column[from] as number | null;
    let [least, most] = [first, first];
    let rises = true;
    for (let row = from + 1; row <= to && least !== null && most !== null; row++) {
      const value = column[row] as number | null;
      if (value === null) [least, most] = [first, null];
      else if (value < least) [least, rises] = [value, false];
      else if (value > most) [most, rises] = [value, true];
    }
    if (from === to) picked.push(first);
    else if (first === null) picked.push(null, column[to] as number | null);
    else if (rises || most === null) picked.push(least, most);
    else picked.push(most, least);
  }
  return picked;
}
