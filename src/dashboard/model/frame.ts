import type { SampleField } from '../../wire/sample.ts';
import type { DerivedField } from './derived.ts';
import type { SampleStore } from './SampleStore.ts';

/** A span of time, in epoch milliseconds. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One column as a chart takes it: `null` is a gap. */
export type ChartColumn = readonly (number | null)[];

/** What all charts show at one moment: one time axis, one column for each field. */
export interface Frame {
  readonly range: TimeRange;
  readonly times: readonly number[];
  readonly columns: { readonly [Field in SampleField | DerivedField]?: ChartColumn };
  /** Samples within the range itself; 0 is the state "no data in range". */
  readonly sampleCount: number;
}

/** Two samples further apart than this many steps have a gap between them. */
export const gapSteps = 2.5;

/**
 * Cuts a range out of the store, with one row beyond each edge so that lines reach it. Where samples are missing, a
 * row of `null` is put in, so that the gap is drawn as a gap.
 */
export function frameOf(store: SampleStore, fields: readonly SampleField[], range: TimeRange): Frame {
  const first = store.indexAt(range.fromMs);
  const after = store.indexAt(range.toMs + 1);
  const start = Math.max(0, first - 1);
  const end = Math.min(store.length, after + 1);
  const gaps = gapsBetween(store, start, end);
  const times = timesOf(store, start, end, gaps);
  const columns = Object.fromEntries(
    fields.map((field) => [field, columnOf(store.values(field), start, end, gaps)]),
  );
  return { range, times, columns, sampleCount: after - first };
}

/** Rows that a gap lies before, in order. */
function gapsBetween(store: SampleStore, start: number, end: number): readonly number[] {
  const times = store.values('time');
  const steps = store.steps();
  const gaps: number[] = [];
  for (let index = start + 1; index < end; index++) {
    const distanceMs = (times[index] as number) - (times[index - 1] as number);
    const stepMs = Math.max(steps[index] as number, steps[index - 1] as number);
    if (distanceMs > gapSteps * stepMs) gaps.push(index);
  }
  return gaps;
}

function timesOf(store: SampleStore, start: number, end: number, gaps: readonly number[]): number[] {
  const values = store.values('time');
  const steps = store.steps();
  const times: number[] = [];
  let gap = 0;
  for (let index = start; index < end; index++) {
    if (index === gaps[gap]) {
      times.push((values[index - 1] as number) + (steps[index - 1] as number));
      gap++;
    }
    times.push(values[index] as number);
  }
  return times;
}

/** Runs for every value in view, and so compares with the next gap rather than looking it up. */
function columnOf(values: Float64Array, start: number, end: number, gaps: readonly number[]): ChartColumn {
  const result = new Array<number | null>(end - start + gaps.length);
  let [gap, row] = [0, 0];
  for (let index = start; index < end; index++) {
    if (index === gaps[gap]) {
      result[row++] = null;
      gap++;
    }
    const value = values[index] as number;
    result[row++] = Number.isNaN(value) ? null : value;
  }
  return result;
}
