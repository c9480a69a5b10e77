import type { Socket } from 'node:net';
import { parseHubMessage } from '../wire/agentProtocol.ts';
import { encodeLine, LineDecoder, toWireRow } from '../wire/codec.ts';
import type { MemoryEvent } from '../wire/event.ts';
import {
  type AgentMessage,
  type CallCommand,
  protocolVersion,
  type SnapshotCommand,
} from '../wire/message.ts';
import type { ProcessExit, ProcessIdentity } from '../wire/process.ts';
import { type SampleRow, sampleFields } from '../wire/sample.ts';
import {
  connectSocket,
  type HubConnectionOptions,
  type Schedule,
  unrefTimeout,
} from './HubConnectionOptions.ts';

type HubCommand = CallCommand | SnapshotCommand;

const maxPendingBytes = 256 * 1024;
const maxQueuedEvents = 64;
const maxAttempts = 10;
const firstDelayMs = 250;
const longestDelayMs = 30_000;
/** Bytes that wait for the hub keep the process alive, whatever is unref'd: so long and no longer. */
const stallMs = 2000;
/** Its socket is no longer there, or nobody listens to it; another hub has another one. */
const nobodyThere: readonly string[] = ['ENOENT', 'ECONNREFUSED'];

/**
 * The agent's line to the hub. It costs the application nothing to lose it: it never throws, never keeps the process
 * alive for longer than 2 s, and holds at most 256 KB that the hub does not take. Samples beyond that are dropped and
 * counted; events wait, 64 at most, and go first. A lost hub is looked for ten times in about two minutes, then
 * forgotten.
 */
export class HubConnection {
  readonly #address: string;
  readonly #process: ProcessIdentity;
  readonly #connect: (address: string) => Socket;
  readonly #schedule: Schedule;
  readonly #left: HubConnectionOptions['left'];
  readonly #fault: HubConnectionOptions['fault'];
  readonly #events: MemoryEvent[] = [];
  #newest: SampleRow | undefined;
  #socket: Socket | undefined;
  #connected = false;
  #closed = false;
  #attempts = 0;
  #dropped = 0;
  #cancelStall: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #obey: ((command: HubCommand) => void) | undefined;

  constructor({
    address,
    process,
    connect = connectSocket,
    schedule = unrefTimeout,
    left,
    fault,
  }: HubConnectionOptions) {
    this.#left = left;
    this.#fault = fault;
    this.#address = address;
    this.#process = process;
    this.#connect = connect;
    this.#schedule = schedule;
    this.#open();
  }

  /** Samples and events dropped since the last sample that was sent. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Sends a sample, or drops it; while the hub is not connected, the newest one waits. The row itself is not kept. */
  sendSample(row: SampleRow): void {
    this.#safely(() => {
      if (this.#hasRoom()) this.#writeSample(row);
      else if (this.#connected || this.#closed) this.#dropped += 1;
      else {
        if (this.#newest) this.#dropped += 1;
        this.#newest = row.slice();
      }
    });
  }

  /** Sends an event as soon as the hub takes it. */
  sendEvent(event: MemoryEvent): void {
    if (this.#closed) return;
    this.#safely(() => {
      this.#queue(event);
      this.#flush();
    });
  }

  /** Says how a process ended that this one has started; forgotten where the hub does not take it now. */
  sendChildEnd(pid: number, { code, signal }: Pick<ProcessExit, 'code' | 'signal'>): void {
    this.#safely(() => {
      if (this.#hasRoom()) this.#write({ type: 'child-ended', pid, code, signal });
    });
  }

  /** Hands the hub's commands on to whoever carries them out. */
  onCommand(obey: (command: HubCommand) => void): void {
    this.#obey = obey;
  }

  /** Answers a command; resolves once the system has it, or nobody will: the thread may stand still from then on. */
  answer(message: Extract<AgentMessage, { type: 'taking' | 'answer' }>): Promise<void> {
    if (!this.#connected) return Promise.resolve();
    return new Promise((resolve) => {
      this.#safely(() => this.#write(message, resolve, resolve));
      if (this.#closed) resolve();
    });
  }

  /** Says what is left to say, and why it ends. Works within a process's `exit` event. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#safely(() => {
      if (this.#connected) {
        this.#flush();
        this.#write({ type: 'goodbye', reason });
        this.#socket?.end();
        this.#watchStall();
      } else this.#socket?.destroy();
      this.#forget();
    });
  }

  #open(): void {
    this.#cancelRetry = undefined;
    let socket: Socket;
    try {
      socket = this.#connect(this.#address);
    } catch {
      this.#retry();
      return;
    }
    const decoder = new LineDecoder();
    this.#socket = socket;
    socket.unref();
    this.#on(socket, 'connect', () => {
      this.#connected = true;
      this.#endStall();
      this.#write({
        type: 'hello',
        protocol: protocolVersion,
        process: this.#process,
        fields: sampleFields,
      });
      this.#flush();
      if (this.#newest) this.#writeSample(this.#newest);
      this.#newest = undefined;
    });
    this.#on(socket, 'data', (chunk: Uint8Array) => {
      for (const line of decoder.push(chunk)) this.#take(line);
    });
    let isGone = false;
    // What it tells of is told by `close`, too; without a listener it would end the application.
    this.#on(socket, 'error', ({ code = '' }: NodeJS.ErrnoException) => {
      isGone = nobodyThere.includes(code);
    });
    this.#on(socket, 'close', () => {
      this.#socket = undefined;
      this.#connected = false;
      this.#endStall();
      if (this.#closed) return;
      if (isGone && this.#left !== undefined) this.#left();
      else this.#retry();
    });
    this.#watchStall();
  }

  /** What a listener throws would end the application. */
  #on<Given>(socket: Socket, event: string, listener: (given: Given) => void): void {
    socket.on(event, (given: Given) => this.#safely(() => listener(given)));
  }

  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      const socket = this.#socket;
      this.#closed = true;
      this.#connected = false;
      try {
        this.#forget();
        socket?.destroy();
      } catch {
        // Of the same cause.
      }
      this.#fault?.(error);
    }
  }

  #take(line: string): void {
    try {
      const message = parseHubMessage(line);
      if (message.type === 'welcome') this.#attempts = 0;
      else if (message.type === 'leave') this.#left?.();
      else if (message.type === 'refused') {
        this.close('refused');
        this.#left?.();
      } else this.#obey?.(message);
    } catch {
      // A newer hub may say what we do not understand.
    }
  }

  #retry(): void {
    this.#attempts += 1;
    if (this.#attempts > maxAttempts) {
      this.#forget();
      this.#left?.();
      return;
    }
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#attempts - 1));
    this.#cancelRetry = this.#schedule(() => this.#safely(() => this.#open()), delayMs);
  }

  #forget(): void {
    this.#closed = true;
    this.#connected = false;
    this.#events.length = 0;
    this.#newest = undefined;
    this.#cancelRetry?.();
  }

  #hasRoom(): boolean {
    return this.#connected && (this.#socket?.writableLength ?? 0) <= maxPendingBytes;
  }

  #queue(event: MemoryEvent): void {
    this.#events.push(event);
    if (this.#events.length > maxQueuedEvents) {
      this.#events.shift();
      this.#dropped += 1;
    }
  }

  #flush(): void {
    while (this.#hasRoom()) {
      const event = this.#events.shift();
      if (event === undefined) return;
      this.#write({ type: 'event', event }, () => this.#closed || this.#queue(event));
    }
  }

  #writeSample(row: SampleRow): void {
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#write({ type: 'sample', row: toWireRow(row), ...(dropped > 0 && { dropped }) }, () => {
      this.#dropped += dropped + 1;
    });
  }

  #write(message: AgentMessage, lost?: () => void, sent?: () => void): void {
    const socket = this.#socket as Socket;
    const written = (error: Error | null | undefined): void => {
      if (error) {
        lost?.();
        return;
      }
      sent?.();
      if (socket.writableLength === 0) {
        this.#endStall();
        this.#flush();
      }
    };
    socket.write(encodeLine(message), (error) => this.#safely(() => written(error)));
    if (socket.writableLength > 0) this.#watchStall();
  }

  #watchStall(): void {
    const socket = this.#socket;
    this.#cancelStall ??= this.#schedule(() => socket?.destroy(), stallMs);
  }

  #endStall(): void {
    this.#cancelStall?.();
    this.#cancelStall = undefined;
  }
}
