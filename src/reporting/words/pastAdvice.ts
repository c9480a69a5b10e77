/** How advice begins that is meant for a process that runs, and what else of it is for that moment alone. */
const forNow =
  /^Restart or drain the process now: ([^.]*\.) (?:Take no heap snapshot|Take a heap snapshot first)[^.]*\. /;

/**
 * Advice that was given to a process while it ran, as it is read later: of one that has ended, what is left to do; of one
 * of which nobody knows whether it still runs, on that condition.
 */
export function pastAdvice(advice: string, hasEnded: boolean): string {
  if (!hasEnded)
    return advice.replace(/^Restart or drain the process now:/, 'If it still runs, restart or drain it:');
  return advice.replace(
    forNow,
    'It has ended: start it with more room, and look for the cause while there is some. ',
  );
}
