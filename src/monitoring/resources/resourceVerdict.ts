import type { LeakReport } from '../../wire/event.ts';
import type { LeakVerdict } from '../LeakVerdict.ts';
import { isNear } from '../leaks/exhaustion.ts';
import { withThings } from '../leaks/withThings.ts';

const ranks: Readonly<Record<LeakVerdict['level'], number>> = {
  'not-enough-evidence': 0,
  none: 0,
  suspected: 1,
  confirmed: 2,
};

/**
 * The verdict on memory, or on what is opened and never closed where that is worse; as bad native memory is most likely
 * theirs, and where the limit on their number is near. Their verdict has no significance, since they are counted exactly.
 * That on the heap names the handles that grow with it.
 */
export function verdictWithThings(
  verdict: LeakVerdict,
  things: readonly LeakReport[],
  growing: readonly LeakReport[] = [],
): LeakVerdict {
  const worst = things.find(({ level }) => level === 'confirmed') ?? things.find(isUrgent) ?? things[0];
  const own = withHandles(verdict, [...things, ...growing]);
  if (worst === undefined) return own;
  const level = worst.level === 'confirmed' ? 'confirmed' : 'suspected';
  const ahead = ranks[level] - ranks[verdict.level];
  if (ahead < 0 || (ahead === 0 && verdict.memory !== 'native' && !isUrgent(worst))) return own;
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

/** The heap's, with the handles that grow with it. */
function withHandles(verdict: LeakVerdict, things: readonly LeakReport[]): LeakVerdict {
  if (verdict.report?.memory !== 'heap') return verdict;
  const report = withThings(verdict.report, things);
  return report === verdict.report ? verdict : { ...verdict, report, reasons: report.evidence };
}

function isUrgent({ resource }: LeakReport): boolean {
  return isNear(resource?.limit);
}
