import type { Sorting } from '../sorting.ts';
import type { TopProcess } from '../TopProcess.ts';
import { type TopTone, topVerdict } from '../topVerdict.ts';
import { type Column, cellOf, columnsFor, gapOf } from './columns.ts';
import { clippedRow, fitted, type Row, type Style } from './Row.ts';

/** What a table shows. */
export interface TableOptions {
  /** In their order. */
  readonly processes: readonly TopProcess[];
  /** Key of the one that is selected; nothing is marked without. */
  readonly selected: string | undefined;
  readonly sorting: Sorting;
  readonly width: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

const styles: Readonly<Record<TopTone, Style | undefined>> = {
  quiet: 'quiet',
  calm: undefined,
  warning: 'warning',
  critical: 'critical',
};

/** The table: its heading, then a row for each process. */
export function tableRows({ processes, selected, sorting, width, now }: TableOptions): Row[] {
  const columns = columnsFor(processes, width);
  const gap = ' '.repeat(gapOf(width));
  const heading = columns.map((column) => headingOf(column, sorting, gap));
  return [
    clippedRow([{ text: `  ${heading.join('')}`.trimEnd(), style: 'quiet' }], width),
    ...processes.map((process) => {
      const isSelected = process.key === selected;
      const { tone } = topVerdict(process, now);
      const cells = columns.map((column) => ({
        text: fitted(cellOf(process, column, now), column.width, column.align),
        style: column.name === 'verdict' ? styles[tone] : rest(isSelected, tone),
      }));
      const spans = cells.flatMap((cell, index) => (index === 0 ? [cell] : [{ text: gap }, cell]));
      const mark = { text: isSelected ? '▸ ' : '  ', style: isSelected ? ('selected' as const) : undefined };
      return trimmed(clippedRow([mark, ...spans], width));
    }),
  ];
}

/** With the room behind it, where the column that sorts is marked with the direction. */
function headingOf(
  { heading, sortKey, width, align }: Column,
  { key, isReversed }: Sorting,
  gap: string,
): string {
  const short = heading.length > width ? heading.slice(0, heading.indexOf(' ')) : heading;
  const mark = isReversed ? '▴' : '▾';
  const marked = sortKey === key ? `${short}${mark}` : `${short} `;
  return align === 'left'
    ? fitted(marked, width + gap.length)
    : `${fitted(marked, width + 1, 'right')}${gap.slice(1)}`;
}

function rest(isSelected: boolean, tone: TopTone): Style | undefined {
  if (isSelected) return 'bold';
  return tone === 'quiet' ? 'quiet' : undefined;
}

function trimmed(row: Row): Row {
  const last = row.findLastIndex(({ text }) => text.trim() !== '');
  return row
    .slice(0, last + 1)
    .map((span, index) => (index === last ? { ...span, text: span.text.trimEnd() } : span));
}
