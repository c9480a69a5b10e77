import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import { parseDashboardMessage } from '../../wire/validate.ts';
import type { DashboardSource, HistoryRange, SourceListener } from './DashboardSource.ts';

/** What the source needs of the browser; a parameter so that tests need none. */
export interface ServerSourceEnvironment {
  readonly fetch: (url: string) => Promise<Response>;
  readonly openStream: (url: string) => EventSource;
  /** Tells whether the page is seen, and when that changes. */
  readonly visibility: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  readonly setTimer: (callback: () => void, delayMs: number) => unknown;
  readonly clearTimer: (timer: never) => void;
}

const messageTypes = ['process', 'sample', 'event', 'reset', 'end'] as const;
const firstRetryMs = 1_000;
const longestRetryMs = 10_000;
const closed = 2;

function browserEnvironment(): ServerSourceEnvironment {
  return {
    fetch: (url) => fetch(url),
    openStream: (url) => new EventSource(url),
    visibility: document,
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimer: (timer) => clearTimeout(timer),
  };
}

/**
 * The processes of a hub or an agent, over HTTP and server-sent events. The stream is closed while nobody sees the
 * page, and opened again with the id of the last message, so that the server replays what was missed.
 *
 * @param baseUrl where the server answers: `''` for the page's own origin, `http://127.0.0.1:7171` elsewhere
 */
export function serverSource(
  baseUrl: string,
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
    subscribe: (listener) => new EventStream(`${api}/events`, listener, environment).open(),
  };
}

class EventStream {
  readonly #url: string;
  readonly #listener: SourceListener;
  readonly #environment: ServerSourceEnvironment;
  #stream: EventSource | undefined;
  #lastId = '';
  #retryMs = firstRetryMs;
  #timer: unknown;

  constructor(url: string, listener: SourceListener, environment: ServerSourceEnvironment) {
    this.#url = url;
    this.#listener = listener;
    this.#environment = environment;
  }

  open(): () => void {
    this.#environment.visibility.addEventListener('visibilitychange', this.#follow);
    this.#listener.connection('connecting');
    this.#follow();
    return () => {
      this.#environment.visibility.removeEventListener('visibilitychange', this.#follow);
      this.#close();
    };
  }

  readonly #follow = (): void => {
    if (this.#environment.visibility.visibilityState === 'hidden') this.#close();
    else if (this.#stream === undefined) this.#connect();
  };

  #connect(): void {
    const resume = this.#lastId === '' ? '' : `?lastEventId=${encodeURIComponent(this.#lastId)}`;
    const stream = this.#environment.openStream(`${this.#url}${resume}`);
    this.#stream = stream;
    stream.addEventListener('open', () => {
      this.#retryMs = firstRetryMs;
      this.#listener.connection('open');
    });
    stream.addEventListener('error', () => this.#lost(stream));
    for (const type of messageTypes) {
      stream.addEventListener(type, (event: MessageEvent<string>) => {
        if (event.lastEventId !== '') this.#lastId = event.lastEventId;
        this.#listener.message(parseDashboardMessage(event.data));
      });
    }
  }

  /** A stream that broke reconnects by itself; one that was refused is closed for good and needs a new one. */
  #lost(stream: EventSource): void {
    if (stream !== this.#stream) return;
    this.#listener.connection('lost');
    if (stream.readyState !== closed) return;
    this.#close();
    this.#timer = this.#environment.setTimer(this.#follow, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  #close(): void {
    this.#environment.clearTimer(this.#timer as never);
    this.#stream?.close();
    this.#stream = undefined;
  }
}
