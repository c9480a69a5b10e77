import { sampleFields } from '../../wire/sample.ts';
import type { SampleSeries, Statistic } from './SampleSeries.ts';

const width = sampleFields.length - 1;
const parts: readonly Statistic[] = ['mean', 'min', 'max'];
const bucketWidth = width * parts.length;

/**
 * Samples folded into buckets of `stepMs`, each with mean, minimum and maximum of every column. Buckets begin at
 * multiples of the step; a bucket without samples does not exist, so that a gap stays one.
 *
 * The three numbers are kept as 32-bit floats, whose 24 bits of mantissa are right to 6 parts in 100 million (64 bytes in 1 GB).
 * The memory is one zeroed allocation which the operating system backs page by page as buckets are first written.
 */
export class SampleTier implements SampleSeries {
  readonly stepMs: number;
  readonly #capacity: number;
  readonly #starts: Float64Array;
  readonly #counts: Uint32Array;
  readonly #buckets: Float32Array;
  readonly #openSums: Float64Array = new Float64Array(width);
  readonly #openCounts: Uint32Array = new Uint32Array(width);
  #openStart = Number.NEGATIVE_INFINITY;
  #next = 0;
  #opened = 0;

  constructor(stepMs: number, capacity: number) {
    this.stepMs = stepMs;
    this.#capacity = capacity;
    this.#starts = new Float64Array(capacity);
    this.#counts = new Uint32Array(capacity);
    this.#buckets = new Float32Array(capacity * bucketWidth);
  }

  get length(): number {
    return Math.min(this.#opened, this.#capacity);
  }

  get complete(): boolean {
    return this.#opened <= this.#capacity;
  }

  get heldBytes(): number {
    return this.#starts.byteLength + this.#counts.byteLength + this.#buckets.byteLength;
  }

  push(row: ArrayLike<number>, time: number): void {
    const start = Math.floor(time / this.stepMs) * this.stepMs;
    if (start > this.#openStart) this.#open(start);
    const slot = this.#slotOf(this.length - 1);
    this.#counts[slot] = (this.#counts[slot] as number) + 1;
    const offset = slot * bucketWidth;
    for (let index = 0; index < width; index++) {
      const value = row[index + 1] ?? Number.NaN;
      if (!Number.isNaN(value)) this.#fold(offset, index, value);
    }
  }

  timeAt(index: number): number {
    return this.#starts[this.#slotOf(index)] as number;
  }

  countAt(index: number): number {
    return this.#counts[this.#slotOf(index)] as number;
  }

  valueAt(index: number, column: number, statistic: Statistic): number {
    const offset = this.#slotOf(index) * bucketWidth + parts.indexOf(statistic) * width;
    return this.#buckets[offset + column - 1] as number;
  }

  #open(start: number): void {
    const slot = this.#next;
    this.#openStart = start;
    this.#next = (slot + 1) % this.#capacity;
    this.#opened++;
    this.#starts[slot] = start;
    this.#counts[slot] = 0;
    this.#buckets.fill(Number.NaN, slot * bucketWidth, (slot + 1) * bucketWidth);
    this.#openSums.fill(0);
    this.#openCounts.fill(0);
  }

  #fold(offset: number, index: number, value: number): void {
    const count = (this.#openCounts[index] as number) + 1;
    const sum = (this.#openSums[index] as number) + value;
    this.#openCounts[index] = count;
    this.#openSums[index] = sum;
    const buckets = this.#buckets;
    const minimum = offset + width + index;
    const maximum = minimum + width;
    buckets[offset + index] = sum / count;
    if (count === 1 || value < (buckets[minimum] as number)) buckets[minimum] = value;
    if (count === 1 || value > (buckets[maximum] as number)) buckets[maximum] = value;
  }

  #slotOf(index: number): number {
    return (this.#next - this.length + index + this.#capacity) % this.#capacity;
  }
}
