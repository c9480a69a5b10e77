/** Which of a bucket's three numbers is asked for. */
export type Statistic = 'mean' | 'min' | 'max';

/** Rows in ascending time, as the history's queries see them, whatever their resolution. Index 0 is the oldest row. */
export interface SampleSeries {
  readonly length: number;
  /** Milliseconds that one row stands for; 0 where a row is a single instant. */
  readonly stepMs: number;
  /** Whether everything ever pushed is still here. */
  readonly complete: boolean;
  /** Epoch milliseconds at which the row begins. */
  timeAt(index: number): number;
  /** Samples that went into the row. */
  countAt(index: number): number;
  /** A column's value, `NaN` where no sample of the row had one. */
  valueAt(index: number, column: number, statistic: Statistic): number;
}

/** Index of the first row that begins at or after `timeMs`; `length` where there is none. */
export function firstAtOrAfter(series: SampleSeries, timeMs: number): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (series.timeAt(middle) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
