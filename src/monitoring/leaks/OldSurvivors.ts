import type { SiteLook } from '../../sampling/AllocationObserver.ts';
import { MinimumSeries } from '../MinimumSeries.ts';

const mostLooks = 240;

/**
 * Bytes in sampled allocations that have survived 40 s and more, look by look: a series in which what a process holds for
 * its work in flight never shows. Only looks of one observation can be compared, so that a new one begins a new series.
 */
export class OldSurvivors {
  #observedSince = Number.NaN;
  #bytes: MinimumSeries = newSeries();

  /** When the present observation began, in epoch milliseconds; `NaN` before the first look. */
  get observedSince(): number {
    return this.#observedSince;
  }

  /** The looks of the present observation. */
  get bytes(): MinimumSeries {
    return this.#bytes;
  }

  /** Takes a look. */
  add({ time, observedSince, oldSurvivorBytes }: SiteLook): void {
    if (observedSince !== this.#observedSince) {
      this.#observedSince = observedSince;
      this.#bytes = newSeries();
    }
    this.#bytes.add(time, oldSurvivorBytes);
  }
}

function newSeries(): MinimumSeries {
  return new MinimumSeries({ size: mostLooks, blockMs: 0 });
}
