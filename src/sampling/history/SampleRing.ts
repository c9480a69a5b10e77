import { column, sampleFields } from '../../wire/sample.ts';
import type { SampleSeries } from './SampleSeries.ts';

/** Columns that are kept as they are: the time, and all bytes and counts. */
const exactWidth: number = column.gcMinorMs;
/** Those after them are short times and shares, which 32 bits hold to 7 digits. */
const roundedWidth = sampleFields.length - exactWidth;

/** The newest samples at full resolution: two arrays of `capacity` rows, written round and round. */
export class SampleRing implements SampleSeries {
  readonly stepMs: number = 0;
  readonly #capacity: number;
  readonly #exact: Float64Array;
  readonly #rounded: Float32Array;
  readonly #row: Float64Array = new Float64Array(sampleFields.length);
  #next = 0;
  #pushed = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#exact = new Float64Array(capacity * exactWidth);
    this.#rounded = new Float32Array(capacity * roundedWidth);
  }

  get length(): number {
    return Math.min(this.#pushed, this.#capacity);
  }

  get complete(): boolean {
    return this.#pushed <= this.#capacity;
  }

  get heldBytes(): number {
    return this.#exact.byteLength + this.#rounded.byteLength;
  }

  push(row: ArrayLike<number>, time: number): void {
    const offset = this.#next * exactWidth;
    this.#exact[offset] = time;
    for (let index = 1; index < exactWidth; index++) this.#exact[offset + index] = row[index] ?? Number.NaN;
    const roundedOffset = this.#next * roundedWidth;
    for (let index = 0; index < roundedWidth; index++) {
      this.#rounded[roundedOffset + index] = row[exactWidth + index] ?? Number.NaN;
    }
    this.#next = (this.#next + 1) % this.#capacity;
    this.#pushed++;
  }

  timeAt(index: number): number {
    return this.valueAt(index, 0);
  }

  countAt(): number {
    return 1;
  }

  valueAt(index: number, column: number): number {
    const place = this.#placeOf(index);
    return column < exactWidth
      ? (this.#exact[place * exactWidth + column] as number)
      : (this.#rounded[place * roundedWidth + column - exactWidth] as number);
  }

  /** The row, in an array that the next call uses again. */
  rowAt(index: number): Float64Array {
    const place = this.#placeOf(index);
    this.#row.set(this.#exact.subarray(place * exactWidth, (place + 1) * exactWidth));
    this.#row.set(this.#rounded.subarray(place * roundedWidth, (place + 1) * roundedWidth), exactWidth);
    return this.#row;
  }

  #placeOf(index: number): number {
    return (this.#next - this.length + index + this.#capacity) % this.#capacity;
  }
}
