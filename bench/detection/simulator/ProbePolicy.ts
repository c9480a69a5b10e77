/** What a policy is told at each sample. */
interface ProbeQuestion {
  readonly timeMs: number;
  /** Time of the last reading, whoever collected; before the first one that of the start. */
  readonly lastReadingMs: number;
  readonly predictedPauseMs: number;
}

/** Decides at each sample whether to force a major collection now. */
export type ProbePolicy = (question: ProbeQuestion) => boolean;

/** The policies that are measured, by name. Each call makes one for one process. */
export const probePolicies = {
  /** V8 alone decides. */
  natural: (): ProbePolicy => () => false,
  /** A reading every 35 s where pauses take no more than 0.5 % of the time. */
  every35s: (): ProbePolicy => budgeted(Number.POSITIVE_INFINITY),
  /** The same, and no pause longer than 50 ms. */
  every35sTo50ms: (): ProbePolicy => budgeted(50),
} as const;

/** The name of a policy. */
export type ProbePolicyName = keyof typeof probePolicies;

const gapMs = 35_000;
const pauseShare = 0.005;
const savedPauses = 12;

/** Pauses are paid from a budget that grows with time and holds twelve of them at most. */
function budgeted(longestPauseMs: number): ProbePolicy {
  let budgetMs = 0;
  let lastMs = Number.NaN;
  return ({ timeMs, lastReadingMs, predictedPauseMs }) => {
    const passedMs = timeMs - lastMs || 0;
    lastMs = timeMs;
    budgetMs = Math.min(savedPauses * predictedPauseMs, budgetMs + pauseShare * passedMs);
    if (timeMs - lastReadingMs < gapMs) return false;
    if (predictedPauseMs > longestPauseMs || predictedPauseMs > budgetMs) return false;
    budgetMs -= predictedPauseMs;
    return true;
  };
}
