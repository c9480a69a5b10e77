import type { DashboardMessage, HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';

/**
 * State of the connection a source lives on. A source without one is `open` from the start; the last two are of a server that
 * tells nothing without its token.
 */
export type Connection = 'connecting' | 'open' | 'lost' | 'token missing' | 'token wrong';

/** What the dashboard says of a connection: `lost` is `reconnecting`, and the other side may have said that it ends. */
export type FeedConnection = Exclude<Connection, 'lost'> | 'reconnecting' | 'ended';

/** Which part of the past is asked for, in epoch milliseconds. */
export interface HistoryRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a source calls. */
export interface SourceListener {
  message(message: DashboardMessage): void;
  connection(connection: Connection): void;
}

/** Where a dashboard gets its data from: a hub over HTTP, a monitor on the same page, a test. */
export interface DashboardSource {
  /** Whether it all lies in the past: nothing comes after what is there. */
  readonly recorded?: boolean;
  /** Until when it was recorded, in epoch milliseconds. */
  readonly recordedAtMs?: number;
  /** Whether it holds no events because nobody wrote them down, which is no sign that all was well. */
  readonly samplesOnly?: boolean;
  /** How many samples of a process are not shown, since they are not later than one before them. */
  readonly leftOut?: (id: string) => number;
  processes(): Promise<readonly ProcessSummary[]>;
  /** The finest samples known that cover the range, and its events. */
  history(id: string, range: HistoryRange): Promise<HistoryAnswer>;
  /** Starts the stream. Returns a function that ends it. */
  subscribe(listener: SourceListener): () => void;
}
