import { column, type SampleField, sampleFields } from '../../wire/sample.ts';

/** First and last time of what is kept, in epoch milliseconds. */
export interface Extent {
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * The samples of one process as columns, oldest first, bounded. Each column is an array of twice the size: rows are
 * appended, and when the end is reached the newer half moves to the front, so that every column is always one
 * contiguous view and an append costs O(1) on average.
 *
 * Each row carries its own step, because the past comes in coarser steps than the present.
 */
export class SampleStore {
  readonly size: number;
  readonly #columns: readonly Float64Array[];
  readonly #steps: Float64Array;
  #start = 0;
  #end = 0;

  constructor({ size = 8_192 }: { size?: number } = {}) {
    this.size = size;
    this.#columns = sampleFields.map(() => new Float64Array(size * 2));
    this.#steps = new Float64Array(size * 2);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** `true` when the next row drops the oldest one. */
  get full(): boolean {
    return this.length === this.size;
  }

  get extent(): Extent | undefined {
    if (this.length === 0) return undefined;
    const times = this.#columns[column.time] as Float64Array;
    return { firstMs: times[this.#start] as number, lastMs: times[this.#end - 1] as number };
  }

  /** Copies a row. A row that is not newer than the last one is left out, and `false` is returned. */
  append(row: ArrayLike<number>, stepMs: number): boolean {
    const time = row[column.time] as number;
    const last = this.extent?.lastMs;
    if (Number.isNaN(time) || (last !== undefined && time <= last)) return false;
    if (this.#end === this.size * 2) this.#moveToFront();
    for (let index = 0; index < this.#columns.length; index++) {
      (this.#columns[index] as Float64Array)[this.#end] = row[index] ?? Number.NaN;
    }
    this.#steps[this.#end] = stepMs;
    this.#end++;
    if (this.length > this.size) this.#start++;
    return true;
  }

  clear(): void {
    this.#start = 0;
    this.#end = 0;
  }

  /** A view of one column; valid until the next `append`. `NaN` for what the platform could not tell. */
  values(field: SampleField): Float64Array {
    return (this.#columns[column[field]] as Float64Array).subarray(this.#start, this.#end);
  }

  /** Milliseconds between a row and its neighbours, one for each row. */
  steps(): Float64Array {
    return this.#steps.subarray(this.#start, this.#end);
  }

  /** The newest value of a field that is known. */
  latest(field: SampleField): number | undefined {
    const value = this.#columns[column[field]]?.[this.#end - 1];
    return this.length === 0 || value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** A copy of the newest row; empty before the first one. */
  latestRow(): number[] {
    return this.length === 0 ? [] : this.#columns.map((values) => values[this.#end - 1] as number);
  }

  /** Index of the first row at or after a time; `length` where there is none. */
  indexAt(timeMs: number): number {
    const times = this.values('time');
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] as number) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #moveToFront(): void {
    for (const values of [...this.#columns, this.#steps]) values.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }
}
