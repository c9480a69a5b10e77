import { type WarningEmitter, warn } from './warn.ts';

/** Tells the first fault of a part that works by itself, and what that means: not one of each tick, of each part. */
export function faultTeller(host: WarningEmitter): (error: unknown) => void {
  let isTold = false;
  return (error) => {
    if (isTold) return;
    isTold = true;
    let reason = 'an error that cannot be told';
    try {
      reason = String((error as Error | undefined)?.message ?? error);
    } catch {
      // Of somebody who throws what cannot be read.
    }
    warn(
      host,
      `A part of Tidemark has stopped, so that some or all of what it watches is missing from now on; the application goes on. The reason: ${reason}. Has something replaced what is built in?`,
    );
  };
}
