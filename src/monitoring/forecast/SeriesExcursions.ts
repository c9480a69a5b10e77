import type { MinimumSeries } from '../MinimumSeries.ts';
import { type Excursion, Excursions } from './Excursions.ts';

/** The {@link Excursions} of a series; a point is taken when the next one has begun, and it can fall no more. */
export class SeriesExcursions {
  readonly #excursions: Excursions = new Excursions();
  readonly #series: MinimumSeries;
  #blocks = 0;
  #time = Number.NaN;
  #value = Number.NaN;

  constructor(series: MinimumSeries) {
    this.#series = series;
  }

  /** To be called after each value, or now and then: what came and went in between is not seen. */
  update(): void {
    const { blocks, lastTime, lastValue } = this.#series;
    if (blocks > this.#blocks) this.#excursions.add(this.#time, this.#value);
    this.#blocks = blocks;
    this.#time = lastTime;
    this.#value = lastValue;
  }

  /** As {@link Excursions.comparable}. */
  comparable(bytes: number, lastedMs: number): Excursion | undefined {
    return this.#excursions.comparable(bytes, lastedMs);
  }
}
