import type { Socket } from 'node:net';
import type { PickedSockets } from '../ResourceCounter.ts';

/** What Node lists of a process, apart from its types: handles in the order in which they were opened. */
interface HandleHost {
  /** Not documented, and there in Node 20 to 24; where it is gone nobody is picked. */
  readonly _getActiveHandles?: () => readonly unknown[];
}

interface Picked {
  readonly socket: WeakRef<Socket>;
  readonly carriedBytes: number;
}

/** So many say enough of all. */
const mostPicked = 300;

/** Picks evenly among that many TCP sockets opened last, TLS included. `undefined` where handles cannot be listed. */
export function pickSockets(
  newest: number,
  host: HandleHost = process as unknown as HandleHost,
): PickedSockets | undefined {
  const handles = host._getActiveHandles?.();
  if (handles === undefined) return undefined;
  // Not imported: who opens no socket need not wait for the module, some milliseconds at start-up.
  const { Socket } = process.getBuiltinModule('node:net');
  const sockets = handles
    .filter((handle): handle is Socket => handle instanceof Socket && isTcp(handle))
    .slice(-Math.max(1, newest));
  const step = Math.max(1, sockets.length / mostPicked);
  const picked: Picked[] = [];
  for (let place = 0; place < sockets.length; place += step) {
    const socket = sockets[Math.floor(place)]!;
    picked.push({ socket: new WeakRef(socket), carriedBytes: carriedBytesOf(socket) });
  }
  return pickOf(picked);
}

function pickOf(picked: readonly Picked[]): PickedSockets {
  return { count: picked.length, silent: () => pickOf(picked.filter(isSilent)) };
}

function isSilent({ socket, carriedBytes }: Picked): boolean {
  const open = socket.deref();
  if (open === undefined || open.destroyed || (open.timeout ?? 0) > 0) return false;
  return carriedBytesOf(open) === carriedBytes;
}

function carriedBytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + (bytesWritten ?? 0);
}

/** Pipes are sockets to Node, too. */
function isTcp(socket: Socket): boolean {
  const { _handle: inner } = socket as unknown as { _handle?: { constructor?: { name?: string } } };
  return inner !== undefined && inner !== null && inner.constructor?.name !== 'Pipe';
}
