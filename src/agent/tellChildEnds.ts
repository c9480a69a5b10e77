import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HubConnection } from './HubConnection.ts';

/** Where Node.js tells of each process that this thread starts. */
const channelName = 'child_process';

/** What is used of a `ChildProcess`. */
interface Child {
  readonly pid?: number;
  once(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
}

/**
 * Tells the hub how processes ended that this thread has started: of one that was killed nobody else knows it. Those that end
 * with code 0 are left out: they say so themselves, or nobody asks. Returns a function that ends it; never throws.
 */
export function tellChildEnds(hub: Pick<HubConnection, 'sendChildEnd'>): () => void {
  let isOver = false;
  const heard = (message: unknown): void => {
    try {
      const { process: child } = message as { readonly process: Child };
      child.once('exit', (code, signal) => {
        const { pid } = child;
        // Without a pid it was never started.
        if (!isOver && code !== 0 && pid !== undefined) hub.sendChildEnd(pid, { code, signal });
      });
    } catch {
      // Somebody else's channel of this name, or an application that has replaced what events are made of.
    }
  };
  subscribe(channelName, heard);
  return () => {
    isOver = true;
    unsubscribe(channelName, heard);
  };
}
