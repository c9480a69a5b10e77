import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { LiveReading } from '../../sampling/MemorySource.ts';
import type { DeclaredHolders } from '../holders/Holder.ts';
import { betweenLooksMs, type LeakSensitivity, leakCriteria } from '../leakCriteria.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import type { GrowthSeries } from './GrowthSeries.ts';

/** The live size of the heap, without what declared holders hold: growth that nobody has declared. */
export class HeapSeries implements GrowthSeries {
  readonly memory = 'heap' as const;
  readonly criteria: Readonly<Record<LeakSensitivity, GrowthCriteria>> = leakCriteria;
  readonly readings: MinimumSeries;
  /** The live sizes themselves, declared holders included. */
  readonly liveSizes: MinimumSeries;
  readonly #holders: DeclaredHolders | undefined;

  /** @param size readings kept; those within 10 s of each other count as one, the smallest */
  constructor(size: number, holders: DeclaredHolders | undefined) {
    const options = { size, blockMs: betweenLooksMs };
    this.#holders = holders;
    this.liveSizes = new MinimumSeries(options);
    this.readings = holders ? new MinimumSeries(options) : this.liveSizes;
  }

  get subject(): string {
    return (this.#holders?.count ?? 0) > 0 ? 'The live heap beyond what is declared' : 'The live heap';
  }

  get whole(): MinimumSeries {
    return this.liveSizes;
  }

  addSample(): void {}

  addReading({ time, liveBytes }: LiveReading): void {
    this.liveSizes.add(time, liveBytes);
    if (this.#holders) this.readings.add(time, liveBytes - this.#holders.heldBytes(time, liveBytes));
  }
}
