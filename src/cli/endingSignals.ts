/** Ctrl-C, a plain `kill`, and a terminal that was closed: a command that hears one of these clears away first, and ends. */
export const clearingSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Who sends one of these wants an end, from a terminal, a supervisor or a script. */
export const endingSignals: readonly NodeJS.Signals[] = [...clearingSignals, 'SIGQUIT'];

/** nodemon ends by this what it starts anew. To others it is an order of their own, after which nothing needs to end. */
const restartSignal = 'SIGUSR2';

/** Whether a process that ended by this signal was asked to. */
export function isAskedBy(signal: string | null): boolean {
  return signal === restartSignal || endingSignals.some((ending) => ending === signal);
}
