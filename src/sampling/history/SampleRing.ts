import { sampleFields } from '../../wire/sample.ts';
import type { SampleSeries } from './SampleSeries.ts';

const width = sampleFields.length;

/** The newest samples at full resolution: one Float64Array of `capacity` rows, written round and round. */
export class SampleRing implements SampleSeries {
  readonly stepMs: number = 0;
  readonly #capacity: number;
  readonly #values: Float64Array;
  #next = 0;
  #pushed = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#values = new Float64Array(capacity * width);
  }

  get length(): number {
    return Math.min(this.#pushed, this.#capacity);
  }

  get complete(): boolean {
    return this.#pushed <= this.#capacity;
  }

  get heldBytes(): number {
    return this.#values.byteLength;
  }

  push(row: ArrayLike<number>, time: number): void {
    const offset = this.#next * width;
    this.#values[offset] = time;
    for (let index = 1; index < width; index++) this.#values[offset + index] = row[index] ?? Number.NaN;
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
    return this.#values[this.#offsetOf(index) + column] as number;
  }

  /** The row itself, as a view that the next pushes overwrite. */
  rowAt(index: number): Float64Array {
    const offset = this.#offsetOf(index);
    return this.#values.subarray(offset, offset + width);
  }

  #offsetOf(index: number): number {
    return ((this.#next - this.length + index + this.#capacity) % this.#capacity) * width;
  }
}
