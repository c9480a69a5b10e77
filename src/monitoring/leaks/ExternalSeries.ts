import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column } from '../../wire/sample.ts';
import type { DeclaredHolders } from '../holders/Holder.ts';
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

/** What an {@link ExternalSeries} goes by. */
export interface ExternalSeriesOptions {
  /** Points kept. */
  readonly size: number;
  /** Stores of buffers that are declared bounded; what they hold is taken off. @default none */
  readonly holders?: Pick<DeclaredHolders, 'heldExternalBytes'> | undefined;
}

/**
 * External memory: array buffers, shared ones included, and what else V8 counts outside of the heap, WebAssembly
 * memories above all. A point is the least that samples show from 1.2 s to 12 s after a major collection.
 *
 * V8's own figure keeps dead buffers until it ends its sweep, in an idle process at the next collection; Node's count of
 * array buffers falls at once. So the series is that count, and what is beyond it: at least what it was at each of the
 * last three collections, and at least what it is less all buffers that can have died since the collection before. A
 * process that keeps WebAssembly memories, where hardly a buffer dies, so has true points from its first collection on.
 */
export class ExternalSeries implements GrowthSeries {
  readonly memory = 'external';
  readonly subject = 'The external memory';
  readonly readings: MinimumSeries;
  readonly criteria: GrowthSeries['criteria'] = externalCriteria;
  /** What of it is no array buffer. */
  readonly #beyondBuffers: MinimumSeries;
  /** The same as V8 tells it, what may be dead not taken off: that would hide whole pages of WebAssembly. */
  readonly #toldBeyond: MinimumSeries;
  readonly #lastBeyond: Float64Array = new Float64Array(beyondKept).fill(Number.POSITIVE_INFINITY);
  /** All samples, garbage included. */
  readonly #raw: MinimumSeries = new MinimumSeries({ size: hint.points, blockMs });
  readonly #holders: ExternalSeriesOptions['holders'];
  #settled = 0;
  #beyondBytes = 0;
  /** The most array buffers that samples have shown since the last settled one. */
  #mostBuffers = 0;
  /** V8's figure at the last sample, and by how much more it had grown at a collection since then than it does anyway. */
  #lastExternalBytes = Number.NaN;
  #lastBeyondBytes = Number.NaN;
  #stepBytes = 0;
  #unseenBytes = 0;
  /** What V8 may not have swept when a sample settled: at the next collection it is gone, and hides as much that died since. */
  #unsweptBytes = 0;
  #collectedAt = Number.NaN;
  /** The first settled sample after the collection is still to come. */
  #settling = false;

  constructor({ size, holders }: ExternalSeriesOptions) {
    this.#holders = holders;
    this.readings = new MinimumSeries({ size, blockMs });
    this.#beyondBuffers = new MinimumSeries({ size, blockMs });
    this.#toldBeyond = new MinimumSeries({ size, blockMs });
  }

  get heldBytes(): number {
    return (
      this.readings.heldBytes +
      this.#beyondBuffers.heldBytes +
      this.#toldBeyond.heldBytes +
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
  addReading({ time, externalBytes }: LiveReading): void {
    const unseenBytes = externalBytes - this.#lastExternalBytes - this.#stepBytes;
    this.#unseenBytes = Number.isNaN(unseenBytes)
      ? Number.POSITIVE_INFINITY
      : Math.max(this.#unseenBytes, unseenBytes);
    // A busy process collects again before a sample comes: the first collection is still the one to wait for.
    if (this.#settling && time - this.#collectedAt < staleMs) return;
    this.#collectedAt = time;
    this.#settling = true;
  }

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    const externalBytes = row[column.externalBytes]!;
    const arrayBufferBytes = row[column.arrayBufferBytes]!;
    this.#raw.add(time, externalBytesOf(row));
    this.#lastExternalBytes = externalBytes;
    this.#stepBytes = Math.max(0, externalBytes - arrayBufferBytes - this.#lastBeyondBytes) || 0;
    this.#lastBeyondBytes = externalBytes - arrayBufferBytes;
    const sinceMs = time - this.#collectedAt;
    if (sinceMs >= settlingMs && sinceMs <= staleMs) this.#take(time, externalBytes, arrayBufferBytes);
    if (arrayBufferBytes > this.#mostBuffers) this.#mostBuffers = arrayBufferBytes;
  }

  particulars(fromMs: number, toMs: number): GrowthParticulars {
    return externalParticulars({
      all: this.readings.between(fromMs, toMs),
      beyond: this.#beyondBuffers.between(fromMs, toMs),
      toldBeyond: this.#toldBeyond.between(fromMs, toMs),
    });
  }

  #take(time: number, externalBytes: number, arrayBufferBytes: number): void {
    if (Number.isNaN(arrayBufferBytes)) {
      this.#add(time, externalBytes);
      return;
    }
    // Array buffers are read anew for this one sample; later ones may hold them a little.
    if (this.#settling) this.#settle(time, externalBytes - arrayBufferBytes, arrayBufferBytes);
    this.#add(time, arrayBufferBytes + Math.max(0, this.#beyondBytes));
  }

  #settle(time: number, beyondBytes: number, arrayBufferBytes: number): void {
    this.#settling = false;
    this.#lastBeyond[this.#settled++ % beyondKept] = beyondBytes;
    const seenBytes = Math.max(0, this.#mostBuffers - arrayBufferBytes);
    const deadBytes = seenBytes + Math.max(0, this.#unseenBytes) + this.#unsweptBytes;
    this.#beyondBytes = Math.max(Math.min(...this.#lastBeyond), beyondBytes - deadBytes);
    this.#unsweptBytes = beyondBytes - this.#beyondBytes;
    this.#stepBytes = Math.max(0, this.#stepBytes - deadBytes);
    this.#mostBuffers = arrayBufferBytes;
    this.#unseenBytes = 0;
    this.#beyondBuffers.add(time, this.#beyondBytes);
    this.#toldBeyond.add(time, beyondBytes);
  }

  #add(time: number, bytes: number): void {
    this.readings.add(time, Math.max(0, bytes - (this.#holders?.heldExternalBytes ?? 0)));
  }
}
