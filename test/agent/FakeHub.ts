import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAgentMessage } from '../../src/wire/agentProtocol.ts';
import { encodeLine, LineDecoder } from '../../src/wire/codec.ts';
import type { AgentMessage } from '../../src/wire/message.ts';
import type { ProcessIdentity } from '../../src/wire/process.ts';

/** One agent's connection, as the hub sees it. */
export interface Heard {
  readonly process: ProcessIdentity;
  readonly messages: readonly AgentMessage[];
  readonly ended: boolean;
}

/** A hub that listens, welcomes and remembers. */
export class FakeHub {
  readonly address: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket> = new Set();
  readonly #conversations: { messages: AgentMessage[]; ended: boolean }[] = [];
  #changed: () => void = () => {};

  constructor() {
    this.#directory = mkdtempSync(join(tmpdir(), 'tidemark-hub-'));
    this.address =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\${this.#directory.replaceAll(/\W/g, '-')}`
        : join(this.#directory, 'hub.sock');
    this.#server = createServer((socket) => this.#listen(socket));
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.address, resolve));
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Those that said hello, in that order. */
  get heard(): readonly Heard[] {
    return this.#conversations.flatMap(({ messages, ended }) => {
      const [hello] = messages;
      return hello?.type === 'hello' ? [{ process: hello.process, messages, ended }] : [];
    });
  }

  /** Waits until what was heard is as wanted. */
  async until(wanted: (heard: readonly Heard[]) => boolean): Promise<readonly Heard[]> {
    while (!wanted(this.heard)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return this.heard;
  }

  #listen(socket: Socket): void {
    const conversation = { messages: [] as AgentMessage[], ended: false };
    const decoder = new LineDecoder();
    this.#sockets.add(socket);
    this.#conversations.push(conversation);
    socket.write(encodeLine({ type: 'welcome', protocol: 1 }));
    socket.on('data', (chunk) => {
      conversation.messages.push(...decoder.push(chunk).map(parseAgentMessage));
      this.#changed();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      conversation.ended = true;
      this.#sockets.delete(socket);
      this.#changed();
    });
  }
}
