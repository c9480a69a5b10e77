import type { GrowthPattern } from '../analysis/growthPattern.ts';
import type { IntervalSummary } from '../analysis/Intervals.ts';
import type { Capacity, MemoryLimit } from '../wire/capacity.ts';
import type { OutOfMemoryEstimate } from '../wire/event.ts';
import type { MemorySample, SampleField } from '../wire/sample.ts';
import type { LevelReached } from './thresholds/ThresholdReplay.ts';

/** A counter of bytes. */
export type ByteField = Extract<SampleField, `${string}Bytes`>;

/** A robust straight line through a counter, with the 95 % interval of its slope. */
export interface MemoryTrend {
  readonly rateBytesPerSecond: number;
  readonly lowBytesPerSecond: number;
  readonly highBytesPerSecond: number;
  /** Growth by that line over `spanMs`. */
  readonly grownBytes: number;
  readonly spanMs: number;
  /** Where the line ends. */
  readonly levelBytes: number;
  /** The slope in standard errors. */
  readonly significance: number;
  /** Points that the line was laid through. */
  readonly points: number;
}

/** The highest value of a counter, and when it was there. */
export interface Peak {
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** What was seen, and for how long. */
export interface AnalyzedPeriod extends IntervalSummary {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly durationMs: number;
  readonly samples: number;
  /** Samples left out because they were not later than the one before. */
  readonly outOfOrder: number;
}

/** Major collections, as far as samples tell of them. */
export interface Collections {
  /** Counted by the process itself; `undefined` where it did not count. */
  readonly count: number | undefined;
  /** Readings of the live size; several collections between two samples make one. */
  readonly readings: number;
  /** The readings over time, or their lower outline where there are many. */
  readonly times: readonly number[];
  readonly liveBytes: readonly number[];
}

/** An alarm about the end of memory, as it would have been told. */
export interface OutOfMemoryAlarm {
  /** Epoch milliseconds; the estimate counts from here. */
  readonly time: number;
  readonly estimate: OutOfMemoryEstimate;
}

/** What the samples of one process come to, before anything is judged. */
export interface MemoryFigures {
  readonly period: AnalyzedPeriod;
  /** By counter; those that the platform cannot tell are left out. */
  readonly peaks: Readonly<Partial<Record<ByteField, Peak>>>;
  /** As of the last sample. */
  readonly last: MemorySample;
  /** The live size's; `undefined` where there are too few readings. */
  readonly trend: MemoryTrend | undefined;
  readonly pattern: GrowthPattern;
  /** As of the last sample. */
  readonly capacity: Capacity;
  /** Each limit when the largest share of it was used. */
  readonly fullest: readonly (MemoryLimit & { readonly time: number })[];
  readonly collections: Pick<Collections, 'count' | 'readings'>;
}

/** What the samples of one process tell, in one object. */
export interface MemorySummary extends MemoryFigures {
  readonly thresholds: readonly LevelReached[];
  readonly outOfMemoryAlarms: readonly OutOfMemoryAlarm[];
}
