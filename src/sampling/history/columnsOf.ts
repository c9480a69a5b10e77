import { column, type SampleField } from '../../wire/sample.ts';
import { firstAtOrAfter, type SampleSeries, type Statistic } from './SampleSeries.ts';

/** Columns of a stretch of history; all of one length, ascending in time, `null` for what is unknown. */
export interface HistoryColumns {
  /** `time` first. */
  readonly fields: readonly SampleField[];
  readonly columns: (number | null)[][];
  /** Usual milliseconds between two rows; more between two neighbours is a gap. 0 where there are too few rows to tell. */
  readonly stepMs: number;
}

/** Which rows of a series, and how they are put together. */
export interface ColumnsRequest {
  readonly fromMs: number;
  readonly toMs: number;
  /** Rows closer together than this are merged into steps of it. */
  readonly stepMs: number;
  readonly fields: readonly SampleField[];
  readonly statistic: Statistic;
}

/** Reads the requested rows of a series into columns. */
export function columnsOf(series: SampleSeries, request: ColumnsRequest): HistoryColumns {
  const begin = firstAtOrAfter(series, startOf(request.fromMs, series.stepMs));
  const times: number[] = [];
  for (let index = begin; index < series.length && series.timeAt(index) <= request.toMs; index++) {
    times.push(series.timeAt(index));
  }
  const usualStepMs = Math.max(series.stepMs, medianDistance(times));
  const merge = request.stepMs > usualStepMs;
  const rowOf = merge ? times.map((time) => startOf(time, request.stepMs)) : times;
  const fields = ['time', ...request.fields.filter((field) => field !== 'time')] as const;
  const [, ...values] = fields;
  return {
    fields,
    columns: [
      rowOf.filter((time, index) => time !== rowOf[index - 1]),
      ...values.map((field) => mergedColumn(series, begin, rowOf, column[field], request.statistic)),
    ],
    stepMs: merge ? request.stepMs : usualStepMs,
  };
}

/** One value for each run of equal `rowOf`: smallest, largest, or the mean weighted by the samples behind each row. */
function mergedColumn(
  series: SampleSeries,
  begin: number,
  rowOf: readonly number[],
  field: number,
  statistic: Statistic,
): (number | null)[] {
  const merged: (number | null)[] = [];
  let weight = 0;
  for (let index = 0; index < rowOf.length; index++) {
    if (index === 0 || rowOf[index] !== rowOf[index - 1]) {
      merged.push(null);
      weight = 0;
    }
    const value = series.valueAt(begin + index, field, statistic);
    if (Number.isNaN(value)) continue;
    const last = merged.length - 1;
    const before = merged[last] ?? value;
    const count = series.countAt(begin + index);
    weight += count;
    if (statistic === 'min') merged[last] = Math.min(before, value);
    else if (statistic === 'max') merged[last] = Math.max(before, value);
    else merged[last] = before + ((value - before) * count) / weight;
  }
  return merged;
}

/** Where the step that holds the time begins; the time itself where rows are instants. */
function startOf(time: number, stepMs: number): number {
  return stepMs === 0 ? time : Math.floor(time / stepMs) * stepMs;
}

function medianDistance(times: readonly number[]): number {
  const distances = Float64Array.from(
    { length: Math.max(0, times.length - 1) },
    (_, index) => (times[index + 1] as number) - (times[index] as number),
  ).sort();
  return distances[distances.length >>> 1] ?? 0;
}
