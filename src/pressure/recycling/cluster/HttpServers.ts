import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';
import { platformTimers, type Timers } from '../../../monitoring/Ticker.ts';

const requestStart = 'http.server.request.start';
const betweenClosingsMs = 200;

/**
 * The HTTP servers of this process, as far as they have had a request, and how they close without a client noticing: they
 * take no new connections, tell every client on the next response that its connection ends with it (`Connection: close`),
 * and close connections that stay idle only after the time for which clients were told that they may keep them.
 */
export class HttpServers {
  readonly #timers: Timers;
  readonly #servers: Set<WeakRef<Server>> = new Set();
  readonly #seen: WeakSet<Server> = new WeakSet();
  #closing = false;

  constructor(timers: Timers = platformTimers) {
    this.#timers = timers;
    subscribe(requestStart, this.#begun);
  }

  /** Hears of no more servers, and marks no more responses. */
  dispose(): void {
    unsubscribe(requestStart, this.#begun);
  }

  /** Resolves when every connection has ended. Idle ones are closed after `patienceMs` at the latest. */
  async close(patienceMs: number): Promise<void> {
    this.#closing = true;
    const servers = [...this.#servers].map((each) => each.deref()).filter((server) => server !== undefined);
    await Promise.all(
      servers.filter(({ listening }) => listening).map((each) => this.#close(each, patienceMs)),
    );
  }

  readonly #begun = (told: unknown): void => {
    const { server, response } = told as { readonly server: Server; readonly response: ServerResponse };
    if (!this.#seen.has(server)) {
      const reference = new WeakRef(server);
      this.#seen.add(server);
      this.#servers.add(reference);
      server.once('close', () => {
        this.#seen.delete(server);
        this.#servers.delete(reference);
      });
    }
    if (this.#closing && !response.headersSent) response.setHeader('Connection', 'close');
  };

  #close(server: Server, patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      let handle: unknown;
      const closeIdle = (): void => {
        server.closeIdleConnections();
        handle = this.#timers.setTimeout(closeIdle, betweenClosingsMs);
      };
      handle = this.#timers.setTimeout(closeIdle, Math.min(patienceMs, server.keepAliveTimeout + 1000));
      server.once('close', () => {
        this.#timers.clearTimeout(handle);
        resolve();
      });
      // Not that of http.Server, which would close idle connections at once, some of them just as a request comes in.
      process.getBuiltinModule('node:net').Server.prototype.close.call(server);
    });
  }
}
