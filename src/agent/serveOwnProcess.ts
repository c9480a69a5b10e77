import { randomUUID } from 'node:crypto';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { type RunningServer, startServer } from '../serving/startServer.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { OwnProcess } from './OwnProcess.ts';

/**
 * Serves the dashboard of this process from within it, for those who have no hub.
 *
 * @throws TidemarkError `PORT_IN_USE`
 */
export function serveOwnProcess(
  identity: ProcessIdentity,
  monitor: MemoryMonitor,
  port: number,
): Promise<RunningServer> {
  return startServer({ directory: new OwnProcess(identity, monitor), port, token: randomUUID() });
}
