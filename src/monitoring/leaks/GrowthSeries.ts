import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { LiveReading } from '../../sampling/MemorySource.ts';
import type { MemoryKind } from '../../wire/event.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';

/** Bytes of one kind of memory over time, in which a leak shows. */
export interface GrowthSeries {
  readonly memory: MemoryKind;
  /** What it is called in sentences: "The external memory". */
  readonly subject: string;
  readonly readings: MinimumSeries;
  /** What its growth must show, by sensitivity. */
  readonly criteria: Readonly<Record<LeakSensitivity, GrowthCriteria>>;
  addSample(row: ArrayLike<number>): void;
  addReading(reading: LiveReading): void;
}
