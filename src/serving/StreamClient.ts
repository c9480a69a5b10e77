import type { ServerResponse } from 'node:http';
import { type MessageRing, serverSentEvent } from './MessageRing.ts';

/** Options of a {@link StreamClient}. */
export interface StreamClientOptions {
  readonly response: ServerResponse;
  readonly ring: MessageRing;
  /** Id of the last message that the client has. */
  readonly cursor: number;
  /** Messages that a client may be behind before it loses samples. */
  readonly toleratedLag: number;
  /** Text that brings a client up to date that missed what is no longer kept. */
  readonly snapshot: () => string;
}

/**
 * One listener of the event stream. It reads the ring at its own pace, and holds nothing but its place in it: while
 * its socket is full it waits; far behind it skips samples; overtaken by the ring it is told to `reset`.
 */
export class StreamClient {
  readonly #response: ServerResponse;
  readonly #ring: MessageRing;
  readonly #toleratedLag: number;
  readonly #snapshot: () => string;
  #cursor: number;
  #waiting = false;
  #waitedAtLastBeat = false;

  constructor({ response, ring, cursor, toleratedLag, snapshot }: StreamClientOptions) {
    this.#response = response;
    this.#ring = ring;
    this.#cursor = cursor;
    this.#toleratedLag = toleratedLag;
    this.#snapshot = snapshot;
    response.on('drain', () => {
      this.#waiting = false;
      this.#waitedAtLastBeat = false;
      this.advance();
    });
  }

  /** Sends what the ring has beyond the client's place, as far as the socket takes it. */
  advance(): void {
    while (!this.#waiting && this.#cursor !== this.#ring.newestId) {
      if (this.#ring.holdsAllAfter(this.#cursor)) this.#sendNext();
      else this.#reset();
    }
  }

  /** Keeps the connection's intermediaries awake. A client that took nothing since the last beat is let go. */
  beat(): void {
    if (!this.#waiting) {
      this.write(': still here\n\n');
    } else if (this.#waitedAtLastBeat) {
      this.#response.destroy();
    } else {
      this.#waitedAtLastBeat = true;
    }
  }

  write(text: string): void {
    this.#waiting = !this.#response.write(text);
  }

  end(farewell: string): void {
    this.#response.end(farewell);
  }

  #sendNext(): void {
    const lag = this.#ring.newestId - this.#cursor;
    this.#cursor += 1;
    const message = this.#ring.get(this.#cursor);
    if (message === undefined || (message.isSample && lag > this.#toleratedLag)) return;
    this.write(message.text);
  }

  #reset(): void {
    this.#cursor = this.#ring.newestId;
    this.write(serverSentEvent(this.#cursor, { type: 'reset' }) + this.#snapshot());
  }
}
