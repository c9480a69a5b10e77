import type { ChartColumn, TimeRange } from './frame.ts';
import { formatMoment } from './time.ts';
import { type ChartUnit, formatValue } from './units.ts';

/** One line of a chart, with the words that name it. */
export interface NamedColumn {
  readonly label: string;
  readonly values: ChartColumn;
}

/** A chart in words, for those who do not see it: what is shown, where each line stands, how far it ranged. */
export function chartSummary(
  title: string,
  range: TimeRange,
  columns: readonly NamedColumn[],
  unit: ChartUnit = 'bytes',
): string {
  const span = `${formatMoment(range.fromMs, range.toMs)} to ${formatMoment(range.toMs, range.toMs)}`;
  return [`${title}, ${span}.`, ...columns.flatMap((column) => sentenceOf(column, unit))].join(' ');
}

function sentenceOf({ label, values }: NamedColumn, unit: ChartUnit): string[] {
  const format = (value: number): string => formatValue(unit, value);
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return [];
  const low = known.reduce((least, value) => Math.min(least, value), last);
  const high = known.reduce((most, value) => Math.max(most, value), last);
  return [`${label} ${format(last)}, between ${format(low)} and ${format(high)}.`];
}
