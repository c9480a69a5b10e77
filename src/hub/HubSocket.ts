import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiName, makeSocketFolder, newPipe, socketName } from '../serving/socketFolder.ts';
import { TidemarkError } from '../TidemarkError.ts';

/** Options of {@link HubSocket.open}. */
export interface HubSocketOptions {
  readonly onConnection: (socket: Socket) => void;
  /** Where the socket's directory is made. @default os.tmpdir() */
  readonly parent?: string;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform;
}

/**
 * The local socket that agents connect to: in a directory that only its owner can enter, or a named pipe on Windows.
 * It is removed when the process ends, however it ends, unless by SIGKILL.
 */
export class HubSocket {
  readonly path: string;
  /** Where the API is to be served, to this user alone. */
  readonly apiPath: string;
  readonly #server: Server;
  readonly #directory: string | undefined;
  readonly #sockets: Set<Socket> = new Set();
  readonly #remove = (): void => {
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  };

  private constructor(directory: string | undefined, onConnection: (socket: Socket) => void) {
    this.#directory = directory;
    this.path = directory === undefined ? newPipe() : join(directory, socketName);
    this.apiPath = directory === undefined ? `${this.path}-${apiName}` : join(directory, apiName);
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      onConnection(socket);
    });
    process.on('exit', this.#remove);
  }

  /** @throws TidemarkError `HUB_UNAVAILABLE` */
  static async open({
    onConnection,
    parent = tmpdir(),
    platform = process.platform,
  }: HubSocketOptions): Promise<HubSocket> {
    let socket: HubSocket | undefined;
    try {
      socket = new HubSocket(platform === 'win32' ? undefined : makeSocketFolder(parent), onConnection);
      await socket.#listen();
      return socket;
    } catch (cause) {
      if (socket !== undefined) socket.#forget();
      const message =
        `Tidemark cannot open its socket under ${parent}: ${(cause as Error).message}. ` +
        'Set TMPDIR to a directory that can be written to.';
      throw new TidemarkError('HUB_UNAVAILABLE', message, { option: 'TMPDIR', received: parent, cause });
    }
  }

  /** Ends every connection and removes the socket. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#forget();
  }

  #forget(): void {
    process.off('exit', this.#remove);
    this.#remove();
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      // Stays after the start: a connection that cannot be accepted must not end the process.
      this.#server.on('error', reject);
      this.#server.listen(this.path, resolve);
    });
  }
}
