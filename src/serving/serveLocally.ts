import { createServer } from 'node:http';
import type { Logger } from '../monitoring/Logger.ts';
import { TidemarkError } from '../TidemarkError.ts';
import { answerError } from './answer.ts';
import { createApi } from './api.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';

/** Options of {@link serveLocally}. */
export interface LocalServerOptions {
  readonly directory: ProcessDirectory;
  /** Path of a Unix socket in a folder that only its owner can enter, or of a named pipe. */
  readonly path: string;
  /** Told of errors that are ours. */
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Serves the API, and no page, on a local socket: to whoever can open it, which is the user that runs this process. No browser
 * can, so there is no guard and no token. It never keeps the process alive.
 *
 * @throws the system's error where the path cannot be listened on
 */
export async function serveLocally({
  directory,
  path,
  logger,
}: LocalServerOptions): Promise<{ close(): Promise<void> }> {
  const server = createServer({ maxHeaderSize: 16 * 1024 });
  server.maxConnections = 64;
  server.on('connection', (socket) => socket.unref());
  server.unref();
  const api = createApi({ directory, stream: undefined, now: Date.now });
  server.on('request', (request, response) => {
    const { url = '' } = request;
    const address = URL.canParse(`http://tidemark${url}`) ? new URL(`http://tidemark${url}`) : undefined;
    const answered =
      address === undefined
        ? Promise.reject(new TidemarkError('INVALID_REQUEST', 'url must be a path', { option: 'url' }))
        : api(request, response, address);
    answered.catch((error: unknown) => {
      if (!(error instanceof TidemarkError)) logger.error('tidemark: a request failed', error);
      answerError(response, error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, resolve);
  });
  return {
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}
