import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column } from '../../wire/sample.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { externalBytesOf } from './externalBytes.ts';
import { externalParticulars } from './externalParticulars.ts';
import type { GrowthParticulars, GrowthSeries } from './GrowthSeries.ts';
import { externalCriteria } from './kindCriteria.ts';

/** Buffers that a major collection finds dead are freed within this time, beside the thread. */
const settlingMs = 1200;
/** Later than this after a collection, new garbage says more than what was kept. */
const staleMs = 12_000;
const blockMs = 10_000;
const beyondKept = 3;
const hint = { points: 12, fewest: 8, bytes: 256 * 1024 };

/**
 * External memory: array buffers, shared ones included, and what else V8 counts outside of the heap, WebAssembly
 * memories above all. A point is the least that samples show from 1.2 s to 12 s after a major collection.
 *
 * V8's own figure keeps dead buffers until it ends its sweep, in an idle process at the next collection; Node's count of
 * array buffers falls at once. So the series is that count, and what was beyond it when that was least, at the last
 * three collections.
 */
export class ExternalSeries implements GrowthSeries {
  readonly memory = 'external';
  readonly subject = 'The external memory';
  readonly readings: MinimumSeries;
  readonly criteria: GrowthSeries['criteria'] = externalCriteria;
  /** What of it is no array buffer. */
  readonly #beyondBuffers: MinimumSeries;
  readonly #lastBeyond: Float64Array = new Float64Array(beyondKept).fill(Number.POSITIVE_INFINITY);
  /** All samples, garbage included. */
  readonly #raw: MinimumSeries = new MinimumSeries({ size: hint.points, blockMs });
  #settled = 0;
  #collectedAt = Number.NaN;
  /** The first settled sample after the collection is still to come. */
  #settling = false;

  constructor({ size }: { readonly size: number }) {
    this.readings = new MinimumSeries({ size, blockMs });
    this.#beyondBuffers = new MinimumSeries({ size, blockMs });
  }

  get heldBytes(): number {
    return (
      this.readings.heldBytes +
      this.#beyondBuffers.heldBytes +
      this.#lastBeyond.byteLength +
      this.#raw.heldBytes
    );
  }

  /**
   * Whether external memory has grown for more than a minute, garbage included, so that readings are worth having: a
   * process that does little but keep buffers hardly ever collects.
   */
  get wantsReadings(): boolean {
    const { values } = this.#raw.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    if (values.length < hint.fewest) return false;
    const half = Math.floor(values.length / 2);
    return Math.min(...values.slice(half)) > Math.max(...values.slice(0, half)) + hint.bytes;
  }

  /** Says when there was a collection; what V8 tells at that moment still counts the dead. */
  addReading({ time }: LiveReading): void {
    // A busy process collects again before a sample comes: the first collection is still the one to wait for.
    if (this.#settling && time - this.#collectedAt < staleMs) return;
    this.#collectedAt = time;
    this.#settling = true;
  }

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    this.#raw.add(time, externalBytesOf(row));
    const sinceMs = time - this.#collectedAt;
    if (!(sinceMs >= settlingMs && sinceMs <= staleMs)) return;
    const externalBytes = row[column.externalBytes]!;
    const arrayBufferBytes = row[column.arrayBufferBytes]!;
    if (Number.isNaN(arrayBufferBytes)) {
      this.readings.add(time, externalBytes);
      return;
    }
    // Array buffers are read anew for this one sample; later ones may hold them a little.
    if (this.#settling) this.#settle(time, externalBytes - arrayBufferBytes);
    this.readings.add(time, arrayBufferBytes + Math.max(0, Math.min(...this.#lastBeyond)));
  }

  particulars(fromMs: number, toMs: number): GrowthParticulars {
    return externalParticulars(
      this.#beyondBuffers.between(fromMs, toMs),
      this.readings.between(fromMs, toMs),
    );
  }

  #settle(time: number, beyondBytes: number): void {
    this.#settling = false;
    this.#lastBeyond[this.#settled++ % beyondKept] = beyondBytes;
    this.#beyondBuffers.add(time, Math.min(...this.#lastBeyond));
  }
}
