import type { GrowthCriteria } from '../../analysis/sustainedGrowth.ts';
import type { LiveReading } from '../../sampling/MemorySource.ts';
import type { GrowingResource, MemoryKind } from '../../wire/event.ts';
import type { LeakSensitivity } from '../leakCriteria.ts';
import type { MinimumSeries } from '../MinimumSeries.ts';

/** What a series knows of its growth beyond the bytes. */
export interface GrowthParticulars {
  /** What the memory is held by, where that is known. */
  readonly resource?: GrowingResource;
  /** Sentences that come after the figures. */
  readonly evidence: readonly string[];
  /** One sentence: what to do next. */
  readonly advice: string;
}

/** Bytes of one kind of memory over time, in which a leak shows. */
export interface GrowthSeries {
  readonly memory: MemoryKind;
  /** What it is called in sentences: "The external memory". */
  readonly subject: string;
  readonly readings: MinimumSeries;
  /** All of it, what is declared included: what a limit is reached by. @default the readings */
  readonly whole?: MinimumSeries;
  /** How large it is at present, where the readings never fall. @default the readings */
  readonly levels?: MinimumSeries;
  /** What its growth must show, by sensitivity. */
  readonly criteria: Readonly<Record<LeakSensitivity, GrowthCriteria>>;
  addSample(row: ArrayLike<number>): void;
  addReading(reading: LiveReading): void;
  /** What the growth between two times is made of. */
  particulars?(fromMs: number, toMs: number): GrowthParticulars;
}
