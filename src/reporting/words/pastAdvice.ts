/** How advice begins that is meant for a process that runs, and what else of it is for that moment alone. */
const forNow =
  /^Restart or drain the process now: ([^.]*\.) (?:Take no heap snapshot|Take a heap snapshot first)[^.]*\. /;

/** Nobody can wait for what has ended. */
const wait = 'If a cache or a batch is meant to fill now, wait: it settles by itself. If not, ';

/**
 * Advice that was given to a process while it ran, as it is read later: of one that has ended, what is left to do; of one
 * of which nobody knows whether it still runs, on that condition.
 */
export function pastAdvice(advice: string, hasEnded: boolean): string {
  if (!hasEnded) {
    return advice.replace(/^Restart or drain the process now:/, 'If it still runs, restart or drain it:');
  }
  return advice
    .replace(forNow, 'It has ended: start it with more room, and look for the cause while there is some. ')
    .replace(wait, 'If no cache or batch was meant to fill then: when it runs again, ');
}
