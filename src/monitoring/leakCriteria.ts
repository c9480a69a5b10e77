import type { GrowthCriteria } from '../analysis/sustainedGrowth.ts';
import type { Configuration } from '../configuration/Configuration.ts';
import { invalidOption } from '../TidemarkError.ts';

/** How soon growth is spoken of. */
export type LeakSensitivity = Configuration['leakDetection']['sensitivity'];

const kib = 1024;
const mib = kib ** 2;

/** Deviations of a reading below this come from the moment at which it was taken. */
const noiseFloorBytes = 24 * kib;

/**
 * What heap growth must show, by sensitivity. The medium row was set on 131 real programs; the others follow the
 * proportions that held in simulation.
 */
export const leakCriteria: Readonly<Record<LeakSensitivity, GrowthCriteria>> = {
  low: { significance: 8, rateBytesPerSecond: 20 * kib, grownBytes: 2 * mib, noiseFloorBytes },
  medium: { significance: 6, rateBytesPerSecond: 8 * kib, grownBytes: 0.7 * mib, noiseFloorBytes },
  high: { significance: 5, rateBytesPerSecond: 3 * kib, grownBytes: 0.35 * mib, noiseFloorBytes },
};

const sensitivities: readonly LeakSensitivity[] = ['low', 'medium', 'high'];

/** Whether one speaks of growth sooner than the other. */
export function isMoreSensitive(one: LeakSensitivity, other: LeakSensitivity): boolean {
  return sensitivities.indexOf(one) > sensitivities.indexOf(other);
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedSensitivity(given: LeakSensitivity): LeakSensitivity {
  if (!Object.hasOwn(leakCriteria, given)) {
    throw invalidOption('sensitivity', 'one of "low", "medium", "high"', given);
  }
  return given;
}

/** Healthy programs still grow by tens of kB/s when they are this young; what was read then says nothing. */
export const startUpMs: number = 90_000;
/** No verdict before this much uptime. */
export const graceMs: number = 240_000;
/** A process that is this young still settles: growth must be so much faster to be told. */
const settlingMs = 600_000;
const settlingPace = 1.4;
/** Growth is looked for in windows of this length, and in longer ones. */
export const shortestWindowMs: number = 150_000;
/** The readings of a window must span at least this. */
export const shortestSpanMs: number = 90_000;
/** Growth must be there at two looks this far apart. */
export const betweenLooksMs: number = 10_000;
/** A suspicion is withdrawn when growth has stopped for this long. */
export const quietMs: number = 60_000;

/** What growth must show after so much uptime. */
export function criteriaAt(uptimeMs: number, criteria: GrowthCriteria): GrowthCriteria {
  if (uptimeMs >= settlingMs) return criteria;
  return { ...criteria, rateBytesPerSecond: settlingPace * criteria.rateBytesPerSecond };
}
