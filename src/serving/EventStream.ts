import type { IncomingMessage, ServerResponse } from 'node:http';
import { TidemarkError } from '../TidemarkError.ts';
import { securityHeaders } from './answer.ts';
import { MessageRing, serverSentEvent } from './MessageRing.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import type { SnapshotDesk } from './SnapshotDesk.ts';
import { StreamClient } from './StreamClient.ts';

/** Options of an {@link EventStream}. */
export interface EventStreamOptions {
  readonly directory: ProcessDirectory;
  /** Tells how analyses are getting on. @default nobody does */
  readonly snapshots?: Pick<SnapshotDesk, 'subscribe'> | undefined;
  /** Epoch milliseconds. Ids start there, so that those of an earlier server on this port are never taken for ours. */
  readonly startedAt: number;
  /** Messages kept for replay. @default 4096 */
  readonly maxMessages?: number;
  /** Clients at a time. @default 64 */
  readonly maxClients?: number;
}

/** `GET /api/events`: everything that happens, as server-sent events, to any number of slow or forgetful clients. */
export class EventStream {
  readonly #directory: ProcessDirectory;
  readonly #ring: MessageRing;
  readonly #toleratedLag: number;
  readonly #maxClients: number;
  readonly #clients: Set<StreamClient> = new Set();
  readonly #unsubscribe: (() => void)[];

  constructor({ directory, snapshots, startedAt, maxMessages = 4096, maxClients = 64 }: EventStreamOptions) {
    this.#directory = directory;
    this.#ring = new MessageRing({ startId: startedAt * 1000, maxMessages });
    this.#toleratedLag = maxMessages / 2;
    this.#maxClients = maxClients;
    this.#unsubscribe = [directory, snapshots]
      .filter((source) => source !== undefined)
      .map((source) =>
        source.subscribe((message) => {
          this.#ring.push(message);
          for (const client of this.#clients) client.advance();
        }),
      );
  }

  /**
   * Answers with the stream. A client that names the last id it has (`Last-Event-ID`, or `?lastEventId` where it opens
   * the stream anew) gets what it missed, or `reset`; a new one gets the processes as they are.
   *
   * @throws TidemarkError `TOO_MANY_CLIENTS`
   */
  open(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    if (this.#clients.size >= this.#maxClients) {
      const rule = `at most ${this.#maxClients} at a time`;
      const message = `Too many dashboards are open: ${rule}. Close one and try again.`;
      throw new TidemarkError('TOO_MANY_CLIENTS', message, { option: 'clients', rule });
    }
    response.writeHead(200, {
      ...securityHeaders,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    const lastId = request.headers['last-event-id'] ?? query.get('lastEventId') ?? '';
    const client = new StreamClient({
      response,
      ring: this.#ring,
      cursor: lastId === '' ? this.#ring.newestId : Number(lastId),
      toleratedLag: this.#toleratedLag,
      snapshot: () => this.#snapshot(),
    });
    this.#clients.add(client);
    response.on('close', () => this.#clients.delete(client));
    // A write that crosses the client's leaving is nobody's fault; without a listener it would end the process.
    response.on('error', () => this.#clients.delete(client));
    client.write(`retry: 2000\n\n${lastId === '' ? this.#snapshot() : ''}`);
    client.advance();
  }

  /** To be called every 15 s. */
  beat(): void {
    for (const client of this.#clients) client.beat();
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    const farewell = serverSentEvent(this.#ring.newestId, { type: 'end' });
    for (const client of this.#clients) client.end(farewell);
  }

  #snapshot(): string {
    const id = this.#ring.newestId;
    return this.#directory
      .processes()
      .map((process) => serverSentEvent(id, { type: 'process', process }))
      .join('');
  }
}
