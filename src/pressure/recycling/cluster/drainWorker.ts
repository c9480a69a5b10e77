import type { Worker } from 'node:cluster';
import type { Timers } from '../../../monitoring/Ticker.ts';
import type { DrainOutcome } from '../WorkerFleet.ts';
import { hearInternally, sayInternally } from './internalMessages.ts';

/** Whom to drain, and how. */
export interface DrainOptions {
  readonly worker: Worker;
  readonly graceMs: number;
  /** Whether Tidemark runs in it, and can close its servers gently. */
  readonly reports: boolean;
  readonly timers: Timers;
  readonly now: () => number;
}

/** A worker that does not answer so soon is blocked, or has another version of Tidemark. */
const answerMs = 2000;
/** After its connections, a worker gets so long to end by itself. */
const leaveMs = 1000;
/** SIGTERM comes after this share of the grace at the latest. */
const termShare = 0.8;

/**
 * Has a worker take no more connections, finish those that it has, and end: by its own Tidemark where it has one, else by
 * `worker.disconnect()`. When it has disconnected, or most of the grace is over, it gets SIGTERM, at the end of the grace
 * SIGKILL. Resolves when it has ended.
 */
export function drainWorker({ worker, graceMs, reports, timers, now }: DrainOptions): Promise<DrainOutcome> {
  if (worker.isDead()) return Promise.resolve('gone');
  return new Promise((resolve) => {
    const handles: unknown[] = [];
    const after = (delayMs: number, action: () => void): void => {
      handles.push(timers.setTimeout(action, Math.max(0, delayMs)));
    };
    const begunAt = now();
    let killed = false;
    let answered = false;
    const terminate = (): void => void worker.process.kill('SIGTERM');
    const disconnected = (): void => {
      after(Math.min(leaveMs, graceMs * termShare - (now() - begunAt)), terminate);
    };
    const disconnect = (): void => {
      if (worker.isConnected()) worker.disconnect();
    };
    const endHearing = hearInternally(worker.process, ({ draining }) => {
      answered ||= draining !== undefined;
    });
    worker.once('disconnect', disconnected);
    worker.once('exit', () => {
      for (const handle of handles) timers.clearTimeout(handle);
      endHearing();
      worker.off('disconnect', disconnected);
      resolve(killed ? 'killed' : 'finished');
    });
    // What Node calls a voluntary end: applications start another worker for those that are not.
    worker.exitedAfterDisconnect = true;
    after(graceMs * termShare, terminate);
    after(graceMs, () => {
      killed = true;
      worker.process.kill('SIGKILL');
    });
    if (!reports) {
      disconnect();
      return;
    }
    sayInternally(worker.process, { drainWithinMs: graceMs });
    after(Math.min(answerMs, graceMs / 2), () => answered || disconnect());
  });
}
