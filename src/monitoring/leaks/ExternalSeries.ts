import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column } from '../../wire/sample.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { externalBytesOf } from './externalBytes.ts';
import { externalParticulars } from './externalParticulars.ts';
import type { GrowthParticulars, GrowthSeries } from './GrowthSeries.ts';
import { externalCriteria } from './kindCriteria.ts';

/** What was unreachable at a major collection is freed within this time, beside the thread. */
const settlingMs = 1200;
/** Later than this after a collection, new garbage says more than what was kept. */
const staleMs = 12_000;
const blockMs = 10_000;

/**
 * External memory: array buffers, `Buffer`s, WebAssembly memories. A point is the first sample that comes 1.2 s or more
 * after a major collection, since buffers found dead are freed beside the thread; or what V8 tells right after the
 * collection, where that is less, as it is where buffers are made and dropped faster than samples come. Of the points of
 * 10 s the smallest counts.
 */
export class ExternalSeries implements GrowthSeries {
  readonly memory = 'external';
  readonly subject = 'The external memory';
  readonly readings: MinimumSeries;
  readonly criteria: GrowthSeries['criteria'] = externalCriteria;
  /** What of it is no array buffer. */
  readonly #beyondBuffers: MinimumSeries;
  /** Time of the collection that a settled sample is waited for; `NaN` where none is. */
  #collectedAt = Number.NaN;
  /** There are shared array buffers, which readings leave out. */
  #sharesBuffers = false;

  constructor({ size }: { readonly size: number }) {
    this.readings = new MinimumSeries({ size, blockMs });
    this.#beyondBuffers = new MinimumSeries({ size, blockMs });
  }

  get heldBytes(): number {
    return this.readings.heldBytes + this.#beyondBuffers.heldBytes;
  }

  addReading({ time, externalBytes }: LiveReading): void {
    if (!this.#sharesBuffers) this.readings.add(time, externalBytes);
    // A busy process collects again before a sample comes: the first collection is still the one to wait for.
    if (!(time - this.#collectedAt < staleMs)) this.#collectedAt = time;
  }

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    this.#sharesBuffers = row[column.arrayBufferBytes]! > row[column.externalBytes]!;
    const sinceMs = time - this.#collectedAt;
    if (!(sinceMs >= settlingMs)) return;
    this.#collectedAt = Number.NaN;
    if (sinceMs > staleMs) return;
    this.readings.add(time, externalBytesOf(row));
    this.#beyondBuffers.add(time, row[column.externalBytes]! - row[column.arrayBufferBytes]!);
  }

  particulars(fromMs: number, toMs: number): GrowthParticulars {
    return externalParticulars(
      this.#beyondBuffers.between(fromMs, toMs),
      this.readings.between(fromMs, toMs),
    );
  }
}
