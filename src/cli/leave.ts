import { constants } from 'node:os';
import type { Outcome } from './CommandContext.ts';

/** A second core file, of ours, would only mislead. */
const dumpingCore: readonly NodeJS.Signals[] = [
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
];

/** The part of `process` that ends it. */
export interface EndingProcess {
  readonly pid: number;
  readonly platform: NodeJS.Platform;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  exit(code: number): unknown;
}

/**
 * Ends this process as the application ended: with its exit code, by its signal, or with 128 + n where the signal
 * would leave a core file or does not end us.
 */
export function leave(outcome: Outcome, self: EndingProcess = process): void {
  if ('exitCode' in outcome) {
    self.exit(outcome.exitCode);
    return;
  }
  const { signal } = outcome;
  if (self.platform !== 'win32' && !dumpingCore.includes(signal)) self.kill(self.pid, signal);
  // The signal needs a turn of the event loop to end us.
  setTimeout(() => self.exit(128 + constants.signals[signal]), 200);
}
