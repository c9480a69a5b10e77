import type { Socket } from 'node:net';
import type { Logger } from '../monitoring/Logger.ts';
import { parseAgentMessage } from '../wire/agentProtocol.ts';
import type { ProcessAnswer } from '../wire/call.ts';
import { encodeLine, LineDecoder } from '../wire/codec.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { type AgentMessage, type HubMessage, protocolVersion, type WireRow } from '../wire/message.ts';
import type { ProcessExit } from '../wire/process.ts';
import type { TakingNews } from '../wire/snapshotTaking.ts';

/** The first message of an agent. */
export type Hello = Extract<AgentMessage, { type: 'hello' }>;

/** Who takes what a welcomed agent says. */
export interface AgentSession {
  sample(row: WireRow, dropped: number): void;
  event(event: MemoryEvent): void;
  /** How a heap snapshot that was asked for goes on. */
  taking(request: number, news: TakingNews): void;
  /** What was called for. */
  answer(request: number, answer: ProcessAnswer): void;
  /** How a process ended that it has started. */
  childEnded(pid: number, exit: Pick<ProcessExit, 'code' | 'signal'>): void;
  /** The connection has ended; nothing comes after it. The reason is the agent's, where it gave one. */
  ended(reason?: string): void;
}

/** Options of an {@link AgentConnection}. */
export interface AgentConnectionOptions {
  readonly socket: Socket;
  /** Gives an agent its session, or the reason why it gets none; `say` is for later. */
  readonly admit: (
    hello: Hello,
    say: (message: HubMessage) => void,
  ) => AgentSession | { readonly refused: string };
  readonly logger: Pick<Logger, 'warn'>;
  /** Milliseconds in which a peer must say who it is. @default 5000 */
  readonly helloTimeoutMs?: number;
  /** Milliseconds until an agent is told that it is welcome. @default 500 */
  readonly welcomeDelayMs?: number;
  /** Malformed messages after which the connection is closed. @default 20 */
  readonly maxMalformed?: number;
}

/**
 * One agent's socket: hello first, then samples and events, a line each. Whatever a peer sends, it costs the hub no
 * more than one line of memory and, at worst, the peer its connection.
 */
export class AgentConnection {
  readonly #socket: Socket;
  readonly #admit: AgentConnectionOptions['admit'];
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #welcomeDelayMs: number;
  readonly #maxMalformed: number;
  readonly #decoder = new LineDecoder();
  #timer: NodeJS.Timeout;
  #session: AgentSession | undefined;
  #name = 'something that is no agent of Tidemark';
  #goodbye: string | undefined;
  #malformed = 0;
  #skippedLines = 0;

  constructor({
    socket,
    admit,
    logger,
    helloTimeoutMs = 5000,
    welcomeDelayMs = 500,
    maxMalformed = 20,
  }: AgentConnectionOptions) {
    this.#socket = socket;
    this.#admit = admit;
    this.#logger = logger;
    this.#welcomeDelayMs = welcomeDelayMs;
    this.#maxMalformed = maxMalformed;
    this.#timer = setTimeout(() => socket.destroy(), helloTimeoutMs).unref();
    socket.on('data', (chunk) => this.#take(chunk));
    // The reason of a broken connection does not matter to the hub: 'close' always follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end());
  }

  #take(chunk: Buffer): void {
    for (const line of this.#decoder.push(chunk)) {
      if (this.#socket.destroyed) return;
      this.#takeLine(line);
    }
    for (; this.#skippedLines < this.#decoder.skippedLines; this.#skippedLines++) {
      this.#countMalformed('a line is too long');
    }
  }

  #takeLine(line: string): void {
    let message: AgentMessage;
    try {
      message = parseAgentMessage(line);
    } catch (error) {
      this.#countMalformed((error as Error).message);
      return;
    }
    if (message.type === 'hello') this.#greet(message);
    else if (this.#session === undefined) this.#countMalformed(`hello must come before ${message.type}`);
    else if (message.type === 'sample') this.#session.sample(message.row, message.dropped ?? 0);
    else if (message.type === 'event') this.#session.event(message.event);
    else if (message.type === 'taking') this.#session.taking(message.request, message.news);
    else if (message.type === 'answer') this.#session.answer(message.request, message.answer);
    else if (message.type === 'child-ended') this.#session.childEnded(message.pid, message);
    else {
      this.#goodbye = message.reason;
      this.#socket.destroy();
    }
  }

  #greet(hello: Hello): void {
    if (this.#session !== undefined) {
      this.#countMalformed('hello was said before');
      return;
    }
    clearTimeout(this.#timer);
    const { name, id } = hello.process;
    this.#name = `${name} (${id})`;
    const answer =
      hello.protocol === protocolVersion
        ? this.#admit(hello, (message) => this.#say(message))
        : { refused: `the hub speaks protocol ${protocolVersion}, the agent ${hello.protocol}` };
    if ('refused' in answer) {
      this.#logger.warn(`${this.#name} is not watched: ${answer.refused}`);
      this.#say({ type: 'refused', reason: answer.refused });
      this.#socket.end(() => this.#socket.destroy());
    } else {
      this.#session = answer;
      // Not at once: a write to a process that has just ended would close the socket on its last words, unread.
      const welcome = (): void => this.#say({ type: 'welcome', protocol: protocolVersion });
      this.#timer = setTimeout(welcome, this.#welcomeDelayMs).unref();
    }
  }

  #say(message: HubMessage): void {
    this.#socket.write(encodeLine(message));
  }

  #countMalformed(reason: string): void {
    this.#malformed += 1;
    if (this.#malformed === 1) this.#logger.warn(`${this.#name} sent a malformed message: ${reason}`);
    if (this.#malformed < this.#maxMalformed) return;
    this.#logger.warn(`${this.#name} is disconnected after ${this.#malformed} malformed messages`);
    this.#socket.destroy();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#session?.ended(this.#goodbye);
    this.#session = undefined;
  }
}
