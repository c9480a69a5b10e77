import type { StrategyState } from './decideResponse.ts';
import type { PressureReading } from './PressureGauge.ts';
import { type PruningProspect, pruningMaySuffice } from './pruningMaySuffice.ts';
import { type ReplacementProspect, replacementInTime } from './replacementInTime.ts';

/** Who else may help, besides those who shed load. */
export type SheddingProspect = Pick<PruningProspect, 'prunable'> & Pick<ReplacementProspect, 'readyInMs'>;

/**
 * What those who shed load by it are told of a look: while pruning may suffice, or a replacement will be there in time, it
 * is as at `warning`.
 */
export function readingForShedding(
  reading: PressureReading,
  { prunable, readyInMs }: SheddingProspect,
  { entries }: { readonly entries: readonly StrategyState[] },
): PressureReading {
  const critical = entries.find(({ level }) => level === 'critical');
  if (reading.level !== 'critical' || critical === undefined) return reading;
  const { fruitless } = critical;
  const waits =
    pruningMaySuffice({ prunable, fruitless, share: reading.share }) ||
    replacementInTime({ ...reading, readyInMs });
  return waits ? { ...reading, level: 'warning' } : reading;
}
