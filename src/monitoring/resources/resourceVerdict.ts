import type { LeakReport } from '../../wire/event.ts';
import type { LeakVerdict } from '../LeakVerdict.ts';
import { isNear } from '../leaks/exhaustion.ts';

const ranks: Readonly<Record<LeakVerdict['level'], number>> = {
  'not-enough-evidence': 0,
  none: 0,
  suspected: 1,
  confirmed: 2,
};

/**
 * The verdict on memory, or on what is opened and never closed where that is worse; as bad native memory is most likely
 * theirs, and where the limit on their number is near. Their verdict has no significance, since they are counted exactly.
 */
export function verdictWithThings(verdict: LeakVerdict, things: readonly LeakReport[]): LeakVerdict {
  const worst = things.find(({ level }) => level === 'confirmed') ?? things.find(isUrgent) ?? things[0];
  if (worst === undefined) return verdict;
  const level = worst.level === 'confirmed' ? 'confirmed' : 'suspected';
  const ahead = ranks[level] - ranks[verdict.level];
  if (ahead < 0 || (ahead === 0 && verdict.memory !== 'native' && !isUrgent(worst))) return verdict;
  const { rateBytesPerSecond, grownBytes, memory, evidence } = worst;
  return {
    ...verdict,
    level,
    memory,
    reasons: evidence,
    rateBytesPerSecond,
    grownBytes,
    significance: undefined,
    report: worst,
  };
}

function isUrgent({ resource }: LeakReport): boolean {
  return isNear(resource?.limit);
}
