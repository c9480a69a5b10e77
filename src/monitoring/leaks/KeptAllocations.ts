import { MinimumSeries } from '../MinimumSeries.ts';

interface Look {
  readonly time: number;
  /** Old bytes that were alive then, by site. */
  readonly bytes: ReadonlyMap<string, number>;
}

const mostLooks = 240;

/**
 * Old allocations that are alive, site by site and look by look, so that those of the sites that let go of nothing can be
 * told from the others: a leak shows in them whatever else the process holds and lets go. Only looks of one observation
 * can be compared, so that a new one begins anew.
 */
export class KeptAllocations {
  #observedSince = Number.NaN;
  #looks: Look[] = [];

  /** Takes what a look has found. */
  add(time: number, observedSince: number, bytes: ReadonlyMap<string, number>): void {
    if (observedSince !== this.#observedSince) {
      this.#observedSince = observedSince;
      this.#looks = [];
    }
    this.#looks.push({ time, bytes });
    if (this.#looks.length > mostLooks) this.#looks.shift();
  }

  /** The bytes of those sites together. A site that a look does not know had next to nothing then. */
  of(sites: ReadonlySet<string>): MinimumSeries {
    const series = new MinimumSeries({ size: Math.max(1, this.#looks.length), blockMs: 0 });
    for (const { time, bytes } of this.#looks) {
      let sum = 0;
      for (const site of sites) sum += bytes.get(site) ?? 0;
      series.add(time, sum);
    }
    return series;
  }
}
