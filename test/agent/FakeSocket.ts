import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { parseAgentMessage } from '../../src/wire/agentProtocol.ts';
import type { AgentMessage } from '../../src/wire/message.ts';

/** A socket whose other end is the test: it may be slow, deaf or dead. */
export class FakeSocket extends EventEmitter {
  readonly written: string[] = [];
  /** While `false`, the peer takes nothing, and what is written waits. */
  taking = true;
  writableLength = 0;
  unrefs = 0;
  ended = false;
  destroyed = false;
  readonly #waiting: { readonly text: string; readonly callback: (error?: Error) => void }[] = [];

  write(text: string, callback: (error?: Error) => void): boolean {
    this.#waiting.push({ text, callback });
    this.writableLength += text.length;
    if (this.destroyed) this.#fail();
    else if (this.taking) this.drain();
    return this.writableLength < 16_384;
  }

  /** The peer takes everything that waits. */
  drain(): void {
    for (const { text, callback } of this.#waiting.splice(0)) {
      this.written.push(text);
      this.writableLength -= text.length;
      callback();
    }
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.#fail();
    this.emit('close', false);
  }

  unref(): void {
    this.unrefs += 1;
  }

  get messages(): AgentMessage[] {
    return this.written.map(parseAgentMessage);
  }

  get socket(): Socket {
    return this as unknown as Socket;
  }

  #fail(): void {
    for (const { text, callback } of this.#waiting.splice(0)) {
      this.writableLength -= text.length;
      callback(new Error('the socket was destroyed'));
    }
  }
}

/** Timers that run when the test says so. */
export class FakeSchedule {
  readonly delays: number[] = [];
  readonly #pending: Map<number, () => void> = new Map();
  #next = 0;

  readonly schedule = (callback: () => void, delayMs: number): (() => void) => {
    const id = this.#next++;
    this.delays.push(delayMs);
    this.#pending.set(id, callback);
    return () => this.#pending.delete(id);
  };

  get pending(): number {
    return this.#pending.size;
  }

  /** Runs what is pending now, and not what that schedules. */
  run(): void {
    const callbacks = [...this.#pending.values()];
    this.#pending.clear();
    for (const callback of callbacks) callback();
  }
}
