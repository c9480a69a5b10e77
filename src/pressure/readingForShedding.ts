import type { StrategyState } from './decideResponse.ts';
import { type FreeingProspect, freeingMaySuffice } from './freeingMaySuffice.ts';
import type { PressureReading } from './PressureGauge.ts';
import { type ReplacementProspect, replacementInTime } from './replacementInTime.ts';

/** The strategies, which may help before load has to be shed. */
export interface ShedderRivals {
  readonly entries: readonly StrategyState[];
  /** What is applied at this moment. */
  readonly next: StrategyState | undefined;
}

/** Who else may help, besides those who shed load. */
export type SheddingProspect = Pick<FreeingProspect, 'prunable'> &
  Pick<ReplacementProspect, 'readyInMs' | 'relievedByOthers'>;

/**
 * What those who shed load by it are told of a look: while freeing memory may suffice, or a replacement will be there in time,
 * it is as at `warning`.
 */
export function readingForShedding(
  reading: PressureReading,
  { prunable, readyInMs, relievedByOthers = false }: SheddingProspect,
  { entries, next }: ShedderRivals,
): PressureReading {
  const critical = entries.find(({ level }) => level === 'critical');
  if (reading.level !== 'critical' || critical === undefined) return reading;
  const { fruitless } = critical;
  const waits =
    freeingMaySuffice({ ...reading, prunable, fruitless, applied: next === critical }) ||
    replacementInTime({ ...reading, readyInMs, relievedByOthers });
  return waits ? { ...reading, level: 'warning' } : reading;
}
