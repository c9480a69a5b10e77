import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const welcome = '{"type":"welcome","protocol":1}\n';

/** Listens where a hub would, welcomes agents and reads what they send, so that an agent's cost includes sending. */
export class HubStandIn {
  readonly #server: Server;
  readonly #folder: string;
  readonly #sockets = new Set<Socket>();
  #receivedBytes = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Resolves when agents can connect. */
  static async open(): Promise<HubStandIn> {
    const hub = new HubStandIn(await mkdtemp(join(tmpdir(), 'tidemark-bench-')));
    hub.#server.listen(hub.socket);
    await once(hub.#server, 'listening');
    return hub;
  }

  /** Path for `TIDEMARK_HUB_SOCKET`. */
  get socket(): string {
    return join(this.#folder, 'hub.sock');
  }

  /** 0 means that no agent ever spoke, and that nothing about streaming was measured. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      this.#receivedBytes += chunk.length;
    });
    socket.write(welcome);
  }
}
