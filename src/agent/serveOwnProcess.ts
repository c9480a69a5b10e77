import { randomBytes } from 'node:crypto';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { DirectoryMetrics } from '../prometheus/DirectoryMetrics.ts';
import { openLocalApi } from '../serving/openLocalApi.ts';
import { type RunningServer, startServer } from '../serving/startServer.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import type { LazyCalls } from './LazyCalls.ts';
import { OwnProcess } from './OwnProcess.ts';

/** What serves a process from within it. */
export interface OwnServer extends Pick<RunningServer, 'url' | 'close'> {
  /** The page with the token behind its `#k=`, which lets it act. */
  readonly address: string;
}

/**
 * Serves the dashboard of this process from within it, for those who have no hub, and the API on a local socket, where
 * `tidemark snapshot take` asks for it. What acts needs the token, which is behind the `#` of the address.
 *
 * @param failed told where the socket cannot be opened, without which the rest works
 * @throws TidemarkError `PORT_IN_USE`
 */
export async function serveOwnProcess(
  identity: ProcessIdentity,
  monitor: MemoryMonitor,
  calls: Pick<LazyCalls, 'answer'>,
  port: number,
  failed: (error: Error) => void,
): Promise<OwnServer> {
  const directory = new OwnProcess(identity, monitor, calls);
  const metrics = new DirectoryMetrics({ directory });
  const token = randomBytes(16).toString('base64url');
  const server = await startServer({ directory, port, token, metrics: (accept) => metrics.page(accept) });
  const local = await openLocalApi({ directory, logger: { error: () => undefined } }).catch(
    (error: Error) => {
      failed(error);
      return undefined;
    },
  );
  return {
    url: server.url,
    address: `${server.url}#k=${token}`,
    close: async () => {
      metrics.close();
      await Promise.all([server.close(), local?.close()]);
    },
  };
}
