import { tmpdir } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Logger } from '../monitoring/Logger.ts';
import { SnapshotAnalyst } from '../profiling/analyst/SnapshotAnalyst.ts';
import { memoryRoom } from '../profiling/heap-snapshot/taking/headroom.ts';
import { snapshotDirectory } from '../profiling/snapshots/snapshotDirectory.ts';
import { removeStaleSockets } from '../serving/removeStaleSockets.ts';
import { serveLocally } from '../serving/serveLocally.ts';
import { AgentConnection } from './AgentConnection.ts';
import { Hub } from './Hub.ts';
import { HubSocket } from './HubSocket.ts';
import { SnapshotAnalyses } from './snapshots/SnapshotAnalyses.ts';
import { SnapshotFolder } from './snapshots/SnapshotFolder.ts';

const beatMs = 250;
/** Turns of the event loop in which a connection that waits is accepted, read, and its end noticed. */
const settlingTurns = 5;

/** Options of {@link startHub}. */
export interface RunningHubOptions {
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  /** Samples kept of each process at full resolution. @default 1000 */
  readonly historySize?: number;
  /** Where the socket's directory is made. @default os.tmpdir() */
  readonly parent?: string;
  /** Where heap snapshots are looked for. @default where the profiler writes them */
  readonly snapshotDirectory?: string;
}

/** A hub that listens. */
export interface RunningHub {
  readonly hub: Hub;
  readonly socketPath: string;
  readonly snapshots: SnapshotAnalyses;
  /** Resolves when everything that a dead process had sent is taken in, or after so many milliseconds. */
  settle(pid: number, timeoutMs: number): Promise<void>;
  /** Lets all agents go and removes the socket. */
  close(): Promise<void>;
}

/**
 * Starts a hub: its socket, its watch over silent processes.
 *
 * @throws TidemarkError `HUB_UNAVAILABLE` where no socket can be opened
 */
export async function startHub({
  logger,
  historySize = 1000,
  parent = tmpdir(),
  snapshotDirectory: path = snapshotDirectory(),
}: RunningHubOptions): Promise<RunningHub> {
  await removeStaleSockets(parent);
  const hub = new Hub({ logger, historySize });
  const socket = await HubSocket.open({
    parent,
    onConnection: (connection) => {
      new AgentConnection({ socket: connection, admit: (hello, say) => hub.admit(hello, say), logger });
    },
  });
  const snapshots = new SnapshotAnalyses({
    folder: new SnapshotFolder({ path }),
    analyst: new SnapshotAnalyst({ freeBytes: () => memoryRoom().freeBytes }),
  });
  const api = await serveLocally({ directory: hub, path: socket.apiPath, logger }).catch((cause: Error) => {
    // Everything but `tidemark snapshot take` works without it.
    logger.warn(`The hub cannot be asked by other commands: ${cause.message}`);
    return undefined;
  });
  const beat = setInterval(() => hub.pass(beatMs), beatMs).unref();

  return {
    hub,
    socketPath: socket.path,
    snapshots,
    settle: async (pid, timeoutMs) => {
      for (let turn = 0; turn < settlingTurns; turn++) await setImmediate();
      await untilGone(hub, pid, timeoutMs);
    },
    close: async () => {
      clearInterval(beat);
      snapshots.close();
      await api?.close();
      await socket.close();
    },
  };
}

function untilGone(hub: Hub, pid: number, timeoutMs: number): Promise<void> {
  if (!hub.isConnected(pid)) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, timeoutMs);
    const unsubscribe = hub.subscribe(() => {
      if (!hub.isConnected(pid)) finish();
    });
  });
}
