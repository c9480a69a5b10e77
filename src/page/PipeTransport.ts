import type { Readable, Writable } from 'node:stream';
import type { Transport } from './Transport.ts';

/** Messages over two pipes, each ended by a zero byte: `--remote-debugging-pipe`. A browser whose pipes are closed ends. */
export class PipeTransport implements Transport {
  onMessage: (message: string) => void = () => undefined;
  onClose: () => void = () => undefined;
  readonly #toBrowser: Writable;
  #begun: Buffer[] = [];
  #isClosed: boolean = false;

  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.#toBrowser = toBrowser;
    fromBrowser.on('data', (chunk: Buffer) => this.#take(chunk));
    for (const event of ['end', 'close', 'error']) fromBrowser.on(event, () => this.#end());
    toBrowser.on('error', () => this.#end());
  }

  send(message: string): void {
    if (!this.#isClosed) this.#toBrowser.write(`${message}\0`);
  }

  close(): void {
    this.#toBrowser.end();
    this.#end();
  }

  #take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      const message = Buffer.concat([...this.#begun, chunk.subarray(from, end)]).toString('utf8');
      this.#begun = [];
      from = end + 1;
      this.onMessage(message);
    }
    if (from < chunk.length) this.#begun.push(chunk.subarray(from));
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onClose();
  }
}
