/** From good to bad. */
export const pressureLevels = ['normal', 'warning', 'critical'] as const;

/** From this share of a limit on, growth that would reach it soon is pressure already. */
export const seriousShare = 0.6;
/** Steady growth that reaches the limit so soon is `warning`, and `critical`. */
export const warningEtaMs = 120_000;
export const criticalEtaMs = 40_000;

/** Growth of the last seconds is steep where it reaches the limit within this; then nobody waits for the dwell time. */
export const steepWarningEtaMs = 60_000;
export const steepCriticalEtaMs = 20_000;
/** From this share of the first mark on memory is near to it; */
export const nearShare = 0.9;
/** then growth counts that leaves no time for more than one answer. */
export const burstEtaMs = 2500;

/**
 * Percent of the last 10 s in which some task waited for memory. systemd-oomd kills at 60 % of 30 s by default, so both
 * marks are below that.
 */
export const stallWarningPercent = 20;
export const stallCriticalPercent = 50;
/** A stall is this process's business where at least so much of a limit is used. */
export const stallShare = 0.5;

/** Time between two looks at memory while it is far from everything, and while it is near to a mark or beyond it. */
export const calmLookMs = 500;
export const closeLookMs = 100;
/** Memory is near to a mark, too, where it will be there within so long at the pace of the last seconds. */
export const closeEtaMs = 5000;
