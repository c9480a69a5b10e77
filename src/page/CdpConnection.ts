import { TidemarkError } from '../TidemarkError.ts';
import type { Transport } from './Transport.ts';

/** An event of the browser, or of one of its pages where there is a `sessionId`. */
export interface CdpEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

interface CdpAnswer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Makes the error of a peer that refuses something, or is gone. */
export type PeerError = (message: string) => TidemarkError;

/** Speaks the Chrome DevTools Protocol: commands with their answers, and events. */
export class CdpConnection {
  readonly #transport: Transport;
  readonly #error: PeerError;
  readonly #peer: string;
  readonly #waiting: Map<number, Waiting> = new Map();
  readonly #listeners: Set<(event: CdpEvent) => void> = new Set();
  #isClosed: boolean = false;
  #sent: number = 0;

  /** @param error @default of a browser: `PAGE_FAILED` */
  constructor(transport: Transport, error: PeerError = browserError, peer: string = 'The browser') {
    this.#transport = transport;
    this.#peer = peer;
    this.#error = error;
    transport.onMessage = (message) => this.#take(message);
    transport.onClose = () => this.#end();
  }

  /** Whether nothing comes any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Has the browser, or the page of a session, do something.
   *
   * @throws TidemarkError where the browser refuses, or has ended
   */
  send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    if (this.#isClosed) return Promise.reject(this.#gone());
    this.#sent += 1;
    const id = this.#sent;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#transport.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
    });
  }

  /** Has events told. Returns a function that ends it. */
  listen(listener: (event: CdpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends it; whatever still waits for an answer is rejected. */
  close(): void {
    this.#transport.close();
    this.#end();
  }

  #take(message: string): void {
    const { id, error, result, ...event } = JSON.parse(message) as CdpAnswer & CdpEvent;
    if (id === undefined) {
      for (const listener of [...this.#listeners]) listener(event);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result as never);
    else waiting?.reject(this.#error(`${waiting.method}: ${error.message}`));
  }

  #gone(): TidemarkError {
    return this.#error(`${this.#peer} has ended, or its connection has.`);
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(this.#gone());
    this.#waiting.clear();
  }
}

function browserError(message: string): TidemarkError {
  return new TidemarkError('PAGE_FAILED', message);
}
