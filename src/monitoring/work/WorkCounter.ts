import { correlation } from '../../analysis/correlation.ts';
import { interpolated } from '../../analysis/interpolated.ts';
import { thinned } from '../../analysis/thinning.ts';
import { theilSenSlope } from '../../analysis/trend.ts';
import type { RetainedPerWork } from '../../wire/event.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import type { WorkLedger } from './WorkLedger.ts';

/** Two hours at one point for each 5 s. */
const size = 1440;
const blockMs = 5000;
const fewestUnits = 20;
const fewestPoints = 4;
const mostPoints = 60;

/** Counts units of work of one kind, and remembers for two hours how many had been done when. */
export class WorkCounter implements WorkLedger {
  /** One of them, as people say it. */
  readonly unit: string;
  readonly #series: MinimumSeries = new MinimumSeries({ size, blockMs });
  #total = 0;

  constructor(unit: string) {
    this.unit = unit;
  }

  /** Units so far. */
  get total(): number {
    return this.#total;
  }

  /** Bytes that the memory of the counts takes. */
  get heldBytes(): number {
    return this.#series.heldBytes;
  }

  /** Counts units that are done, or begun. */
  readonly record = (count: number = 1): void => {
    this.#total += count;
  };

  /** Notes how many there are at this time, in epoch milliseconds. */
  sample(time: number): void {
    this.#series.add(time, this.#total);
  }

  /**
   * Bytes that stay behind for each unit: the Theil–Sen slope of bytes over units done by then, and Pearson's r. Points from
   * before the counting are left out; `undefined` below 20 units, below 4 points, and where nothing varies.
   */
  retained(times: readonly number[], bytes: readonly number[]): RetainedPerWork | undefined {
    const counts = this.#series.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const first = counts.times[0] ?? Number.POSITIVE_INFINITY;
    const from = times.findIndex((time) => time >= first);
    if (from < 0) return undefined;
    const done = interpolated(counts.times, counts.values, times.slice(from));
    const held = bytes.slice(from);
    const count = done.at(-1)! - done[0]!;
    if (done.length < fewestPoints || !(count >= fewestUnits)) return undefined;
    const points = thinned(done, held, mostPoints);
    const retained = theilSenSlope(points.times, points.values);
    const r = correlation(done, held);
    if (!Number.isFinite(retained) || !Number.isFinite(r)) return undefined;
    return { unit: this.unit, bytes: retained, count: Math.round(count), correlation: r };
  }
}
