import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { HubConnection } from './HubConnection.ts';

/** Where Node.js tells of each process that this thread starts. */
const channelName = 'child_process';

/** What is used of a `ChildProcess`. A listener of its own would count among those of the application. */
interface Child {
  readonly pid?: number;
  /** Node's own, which is told first when the process has ended: with its code, and the signal or nothing. */
  readonly _handle?: { onexit?: (...given: unknown[]) => unknown } | null;
}

/**
 * Tells the hub how processes ended that this thread has started: of one that was killed nobody else knows it. Those that end
 * with code 0 are left out: they say so themselves, or nobody asks. Returns a function that ends it; never throws.
 */
export function tellChildEnds(hub: Pick<HubConnection, 'sendChildEnd'>): () => void {
  let isOver = false;
  const heard = (message: unknown): void => {
    const child = (message as { readonly process?: Child } | undefined)?.process;
    const handle = child?._handle;
    const onexit = handle?.onexit;
    if (child === undefined || !handle || typeof onexit !== 'function') return;
    handle.onexit = function (...given) {
      // First, since the application may end by what it hears.
      if (!isOver) tell(hub, child.pid, given);
      return Reflect.apply(onexit, this, given);
    };
  };
  const heardSafely = (message: unknown): void => {
    try {
      heard(message);
    } catch {
      // Somebody else's channel of this name.
    }
  };
  subscribe(channelName, heardSafely);
  return () => {
    isOver = true;
    unsubscribe(channelName, heardSafely);
  };
}

function tell(
  hub: Pick<HubConnection, 'sendChildEnd'>,
  pid: number | undefined,
  [code, signal]: readonly unknown[],
): void {
  // Without a pid it was never started.
  if (pid === undefined || typeof code !== 'number') return;
  if (typeof signal === 'string' && signal !== '') hub.sendChildEnd(pid, { code: null, signal });
  else if (code !== 0) hub.sendChildEnd(pid, { code, signal: null });
}
