import type { ChartColumn } from './frame.ts';

/**
 * Puts columns on top of each other: each becomes the sum of itself and those before it. Hidden columns add nothing.
 * What is unknown counts as 0 where another column of the row is known; a row with nothing known stays a gap.
 */
export function stackColumns(columns: readonly ChartColumn[], visible: readonly boolean[]): ChartColumn[] {
  const length = columns[0]?.length ?? 0;
  const sums = new Float64Array(length);
  const known = new Uint8Array(length);
  for (const column of columns)
    for (let row = 0; row < length; row++) if (column[row] != null) known[row] = 1;
  return columns.map((column, index) => {
    const stacked = new Array<number | null>(length);
    for (let row = 0; row < length; row++) {
      if (visible[index]) sums[row]! += column[row] ?? 0;
      stacked[row] = known[row] ? sums[row]! : null;
    }
    return stacked;
  });
}
