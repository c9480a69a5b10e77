import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { parseDashboardMessage } from '../../wire/validate.ts';
import { pageToken } from '../pageToken.ts';
import type { Connection, DashboardSource, HistoryRange, SourceListener } from './DashboardSource.ts';

/** What the source needs of the browser; a parameter so that tests need none. */
export interface ServerSourceEnvironment {
  readonly fetch: (url: string, request?: RequestInit) => Promise<Response>;
  readonly openStream: (url: string) => EventSource;
  /** Tells whether the page is seen, and when that changes. */
  readonly visibility: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  readonly setTimer: (callback: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: never) => void;
  /** Tells when the address has changed, and with it the token, perhaps. */
  readonly address: Pick<Window, 'addEventListener' | 'removeEventListener'>;
}

const messageTypes = ['process', 'sample', 'event', 'reset', 'end'] as const;
const firstRetryMs = 1_000;
const longestRetryMs = 10_000;
const closed = 2;

function browserEnvironment(): ServerSourceEnvironment {
  return {
    fetch: (url, request) => fetch(url, request),
    openStream: (url) => new EventSource(url),
    visibility: document,
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimer: (timer) => clearTimeout(timer),
    address: window,
  };
}

/**
 * The processes of a hub or an agent, over HTTP and server-sent events. The stream is closed while nobody sees the
 * page, and opened again with the id of the last message, so that the server replays what was missed. Where it is refused, a
 * session is opened with the token: a stream sends no headers.
 *
 * @param baseUrl where the server answers: `''` for the page's own origin, `http://127.0.0.1:7171` elsewhere
 * @param token what a server wants that tells nothing without it; by default what is behind the `#k=` of the page's address
 */
export function serverSource(
  baseUrl: string,
  token: () => string | undefined = pageToken,
  environment: ServerSourceEnvironment = browserEnvironment(),
): DashboardSource {
  const api = `${baseUrl.replace(/\/$/, '')}/api`;
  const read = async <Answer>(path: string): Promise<Answer> => {
    const response = await environment.fetch(`${api}${path}`);
    if (!response.ok) throw new Error(`${path} answered with status ${response.status}`);
    return (await response.json()) as Answer;
  };
  return {
    processes: async () => (await read<{ processes: readonly ProcessSummary[] }>('/processes')).processes,
    history: (id: string, { fromMs, toMs }: HistoryRange) =>
      read<HistoryAnswer>(
        `/processes/${encodeURIComponent(id)}/history?from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}`,
      ),
    subscribe: (listener) => new EventStream(api, token, listener, environment).open(),
  };
}

class EventStream {
  readonly #api: string;
  readonly #token: () => string | undefined;
  readonly #listener: SourceListener;
  readonly #environment: ServerSourceEnvironment;
  #stream: EventSource | undefined;
  #lastId = '';
  #retryMs = firstRetryMs;
  #timer: unknown;
  /** Whether a session was opened for the stream that is being opened. */
  #hasSession = false;

  constructor(
    api: string,
    token: () => string | undefined,
    listener: SourceListener,
    environment: ServerSourceEnvironment,
  ) {
    this.#api = api;
    this.#token = token;
    this.#listener = listener;
    this.#environment = environment;
  }

  open(): () => void {
    this.#environment.visibility.addEventListener('visibilitychange', this.#follow);
    this.#environment.address.addEventListener('hashchange', this.#retry);
    this.#listener.connection('connecting');
    this.#follow();
    return () => {
      this.#environment.visibility.removeEventListener('visibilitychange', this.#follow);
      this.#environment.address.removeEventListener('hashchange', this.#retry);
      this.#close();
    };
  }

  readonly #follow = (): void => {
    if (this.#environment.visibility.visibilityState === 'hidden') this.#close();
    else if (this.#stream === undefined) this.#connect();
  };

  /** Another token is tried at once. */
  readonly #retry = (): void => {
    if (this.#timer === undefined) return;
    this.#close();
    this.#follow();
  };

  #connect(): void {
    const resume = this.#lastId === '' ? '' : `?lastEventId=${encodeURIComponent(this.#lastId)}`;
    const stream = this.#environment.openStream(`${this.#api}/events${resume}`);
    this.#stream = stream;
    stream.addEventListener('open', () => {
      this.#retryMs = firstRetryMs;
      this.#hasSession = false;
      this.#listener.connection('open');
    });
    stream.addEventListener('error', () => void this.#lost(stream));
    for (const type of messageTypes) {
      stream.addEventListener(type, (event: MessageEvent<string>) => {
        if (event.lastEventId !== '') this.#lastId = event.lastEventId;
        this.#listener.message(parseDashboardMessage(event.data));
      });
    }
  }

  /** A stream that broke reconnects by itself; one that was refused is closed for good and needs a new one. */
  async #lost(stream: EventSource): Promise<void> {
    if (stream !== this.#stream) return;
    if (stream.readyState !== closed) return this.#listener.connection('lost');
    const connection = await this.#openSession();
    // It may have been left meanwhile: nobody sees the page, or the dashboard is gone.
    if (stream !== this.#stream) return;
    this.#close();
    if (connection === 'connecting') return this.#connect();
    this.#listener.connection(connection);
    this.#timer = this.#environment.setTimer(this.#follow, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  /** Why the stream was refused: for want of a session, which is there now, of the token, or of the server. */
  async #openSession(): Promise<Connection> {
    const token = this.#token();
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const request = this.#environment.fetch(`${this.#api}/session`, { method: 'POST', headers });
    const { status } = await request.catch(() => ({ status: 0 }));
    if (status === 401) return token === undefined ? 'token missing' : 'token wrong';
    // A session that changes nothing is no reason to ask again at once.
    if (status !== 204 || this.#hasSession) return 'lost';
    this.#hasSession = true;
    return 'connecting';
  }

  #close(): void {
    this.#environment.clearTimer(this.#timer as never);
    this.#timer = undefined;
    this.#stream?.close();
    this.#stream = undefined;
  }
}
