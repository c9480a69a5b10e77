import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Message } from '../application/Message.ts';

/** Hears what the processes of a program tell: a line of JSON each. */
export class MessageServer {
  readonly #server: Server;
  readonly #sockets: Set<Socket> = new Set();

  private constructor(told: (message: Message) => void) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      // A process that the kernel has killed breaks its connection, maybe in the middle of a line.
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      createInterface({ input: socket }).on('line', (line) => {
        try {
          told(JSON.parse(line) as Message);
        } catch {
          // Half of a line is no message.
        }
      });
    });
  }

  static async open(told: (message: Message) => void): Promise<MessageServer> {
    const server = new MessageServer(told);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
