import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../monitoring/Logger.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import { removeStaleSockets } from './removeStaleSockets.ts';
import { serveLocally } from './serveLocally.ts';
import { apiName, makeSocketFolder, newPipe, socketParent } from './socketFolder.ts';

/** Options of {@link openLocalApi}. */
export interface LocalApiOptions {
  readonly directory: ProcessDirectory;
  /** Told of errors that are ours. */
  readonly logger: Pick<Logger, 'error'>;
  /** Where the socket's folder is made. @default os.tmpdir() */
  readonly parent?: string | undefined;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
}

/**
 * Serves the API on a socket in a folder of its own, where `tidemark snapshot take` finds it, to this user alone. The folder is
 * removed when the process ends, unless by a signal that ends it at once: then by whoever opens the next one.
 *
 * @throws the system's error where there can be no folder or no socket
 */
export async function openLocalApi({
  directory,
  logger,
  parent = tmpdir(),
  platform = process.platform,
}: LocalApiOptions): Promise<{ readonly path: string; close(): Promise<void> }> {
  if (platform === 'win32') {
    const path = `${newPipe()}-${apiName}`;
    return { path, ...(await serveLocally({ directory, logger, path })) };
  }
  await removeStaleSockets(socketParent(parent));
  const folder = makeSocketFolder(parent);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  const forget = (): void => {
    process.off('exit', remove);
    remove();
  };
  try {
    const path = join(folder, apiName);
    const api = await serveLocally({ directory, logger, path });
    return {
      path,
      close: async () => {
        await api.close();
        forget();
      },
    };
  } catch (error) {
    forget();
    throw error;
  }
}
