import type { ChartColumn } from './frame.ts';

/**
 * Puts columns on top of each other: each becomes the sum of itself and those before it. Hidden columns add nothing.
 * What is unknown counts as 0 where another column of the row is known; a row with nothing known stays a gap.
 */
export function stackColumns(columns: readonly ChartColumn[], visible: readonly boolean[]): ChartColumn[] {
  const length = columns[0]?.length ?? 0;
  const sums = new Array<number>(length).fill(0);
  const known = Array.from({ length }, (_, row) => columns.some((column) => column[row] != null));
  return columns.map((column, index) =>
    sums.map((_, row) => {
      if (!known[row]) return null;
      if (visible[index]) sums[row] = (sums[row] as number) + (column[row] ?? 0);
      return sums[row] as number;
    }),
  );
}
