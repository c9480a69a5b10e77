import { invalidOption } from '../TidemarkError.ts';
import {
  type MemorySample,
  type SampleField,
  type SampleRow,
  sampleFields,
  toSample,
} from '../wire/sample.ts';
import { columnsOf, type HistoryColumns } from './history/columnsOf.ts';
import { SampleRing } from './history/SampleRing.ts';
import { firstAtOrAfter, type SampleSeries, type Statistic } from './history/SampleSeries.ts';
import { SampleTier } from './history/SampleTier.ts';

const largestSize = 1_000_000;

/** Options of a {@link SampleHistory}. */
export interface SampleHistoryOptions {
  /**
   * Samples kept at full resolution, 1 to 1,000,000; each takes 200 bytes.
   * @default 1000
   */
  readonly size?: number;
}

/** Which stretch of history, and how fine. */
export interface HistoryRange {
  /** Epoch milliseconds, inclusive. */
  readonly fromMs: number;
  /** Epoch milliseconds, inclusive. */
  readonly toMs: number;
  /** Rows closer together than this are merged into steps of it. @default as fine as it is kept */
  readonly stepMs?: number | undefined;
  /** Columns wanted besides `time`. @default all */
  readonly fields?: readonly SampleField[] | undefined;
  /** What a merged row tells of its samples. @default 'mean' */
  readonly statistic?: Statistic | undefined;
}

/**
 * The samples of one process: the newest ones as they were, older ones as mean, minimum and maximum of 10 s (2 hours)
 * and of 1 min (24 hours). A push takes constant time, and nothing is allocated after construction.
 *
 * Bytes: 200 for each sample of `size`, and 0.7 MB for the tiers once a whole day has been seen; until then the
 * operating system backs only what was written.
 */
export class SampleHistory {
  readonly #ring: SampleRing;
  readonly #tiers: readonly SampleTier[];
  #lastTime = Number.NEGATIVE_INFINITY;

  constructor({ size = 1000 }: SampleHistoryOptions = {}) {
    if (!Number.isInteger(size) || size < 1 || size > largestSize) {
      throw invalidOption('size', `a whole number from 1 to ${largestSize}`, size);
    }
    this.#ring = new SampleRing(size);
    this.#tiers = [new SampleTier(10_000, 720), new SampleTier(60_000, 1440)];
  }

  /** Samples at full resolution, at most `size`. */
  get length(): number {
    return this.#ring.length;
  }

  /** Bytes of all rows, full or not. */
  get heldBytes(): number {
    return this.#tiers.reduce((sum, tier) => sum + tier.heldBytes, this.#ring.heldBytes);
  }

  /**
   * Copies a row. Time ascends within a history: a row that is not later than the one before it is kept, 1 ms after
   * that one, because a clock that was set back must not make anybody blind. A row without a time is left out.
   */
  push(row: SampleRow): void {
    const given = row[0] ?? Number.NaN;
    if (!Number.isFinite(given)) return;
    const time = given > this.#lastTime ? given : this.#lastTime + 1;
    this.#lastTime = time;
    this.#ring.push(row, time);
    for (const tier of this.#tiers) tier.push(row, time);
  }

  /** A copy of the newest row. */
  latest(): SampleRow | undefined {
    return this.length === 0 ? undefined : this.#ring.rowAt(this.length - 1).slice();
  }

  /**
   * Samples at full resolution, oldest first: all, or those of the last `durationMs` before the newest one.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  samples(durationMs: number = Number.POSITIVE_INFINITY): MemorySample[] {
    if (!(durationMs >= 0)) throw invalidOption('durationMs', 'milliseconds, 0 or more', durationMs);
    const ring = this.#ring;
    const samples: MemorySample[] = [];
    for (let index = firstAtOrAfter(ring, this.#lastTime - durationMs); index < ring.length; index++) {
      samples.push(toSample(ring.rowAt(index)));
    }
    return samples;
  }

  /**
   * A stretch of history as columns, at the finest resolution that reaches back to `fromMs`. The time of a 10 s or
   * 1 min row, and of a merged one, is its beginning. Where nothing was sampled there is no row.
   */
  columns({
    fromMs,
    toMs,
    stepMs = 0,
    fields = sampleFields,
    statistic = 'mean',
  }: HistoryRange): HistoryColumns {
    return columnsOf(this.#seriesReaching(fromMs), { fromMs, toMs, stepMs, fields, statistic });
  }

  #seriesReaching(fromMs: number): SampleSeries {
    const all: readonly SampleSeries[] = [this.#ring, ...this.#tiers];
    return (
      all.find((series) => series.complete || series.timeAt(0) <= fromMs) ??
      all.reduce((best, series) => (series.timeAt(0) < best.timeAt(0) ? series : best))
    );
  }
}
