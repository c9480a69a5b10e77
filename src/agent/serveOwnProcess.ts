import type { Configuration } from '../configuration/Configuration.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { DirectoryMetrics } from '../prometheus/DirectoryMetrics.ts';
import { type AddressFile, keepAddress } from '../serving/addressFile.ts';
import { openLocalApi } from '../serving/openLocalApi.ts';
import { opennessSentence, tokenOptions } from '../serving/openness.ts';
import { type RunningServer, startServer } from '../serving/startServer.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import type { LazyCalls } from './LazyCalls.ts';
import { OwnProcess } from './OwnProcess.ts';
import { tellAddress } from './tellAddress.ts';
import type { WarningEmitter } from './warn.ts';

/** What serves a process from within it. */
export interface OwnServer extends Pick<RunningServer, 'url' | 'address' | 'close'> {
  /** What is said where other machines reach it. */
  readonly openness: string | undefined;
  /** Warns where it is, to the person who started it. */
  tellAddress(host: WarningEmitter): void;
}

/** Where it listens, and what it wants to be shown. */
export type OwnServerSettings = Pick<Configuration, 'host' | 'token'> & { readonly port: number };

/**
 * Serves the dashboard of this process from within it, for those who have no hub, and the API on a local socket, where
 * `tidemark snapshot take` asks for it. What acts needs the token, which is behind the `#` of the address unless it was given.
 *
 * @param failed told where the socket cannot be opened, without which the rest works
 * @throws TidemarkError `PORT_IN_USE`, or `INVALID_OPTION` where nobody can listen there
 */
export async function serveOwnProcess(
  identity: ProcessIdentity,
  monitor: MemoryMonitor,
  calls: Pick<LazyCalls, 'answer'>,
  { host, port, token }: OwnServerSettings,
  failed: (error: Error) => void,
): Promise<OwnServer> {
  const directory = new OwnProcess(identity, monitor, calls);
  const metrics = new DirectoryMetrics({ directory });
  const server = await startServer({
    directory,
    host,
    port,
    ...tokenOptions(token),
    metrics: (accept) => metrics.page(accept),
  });
  const local = await openLocalApi({ directory, logger: { error: () => undefined } }).catch(
    (error: Error) => {
      failed(error);
      return undefined;
    },
  );
  let kept: AddressFile | undefined;
  return {
    url: server.url,
    address: server.address,
    openness: opennessSentence(server),
    tellAddress: (host) =>
      tellAddress(host, server, () => {
        kept ??= keepAddress(server.address, local?.path);
        return kept.path;
      }),
    close: async () => {
      kept?.remove();
      metrics.close();
      await Promise.all([server.close(), local?.close()]);
    },
  };
}
