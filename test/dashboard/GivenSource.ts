import type {
  Connection,
  DashboardSource,
  HistoryRange,
  SourceListener,
} from '../../src/dashboard/sources/DashboardSource.ts';
import type { DashboardMessage, HistoryAnswer } from '../../src/wire/message.ts';
import type { ProcessSummary } from '../../src/wire/process.ts';

/** A source whose answers and messages are given by the test. */
export class GivenSource implements DashboardSource {
  readonly asked: ({ id: string } & HistoryRange)[] = [];
  known: readonly ProcessSummary[] | Error = [];
  answer: (id: string, range: HistoryRange) => HistoryAnswer | Promise<HistoryAnswer> = () => {
    throw new Error('no history is given');
  };
  #listener: SourceListener | undefined;

  get subscribed(): boolean {
    return this.#listener !== undefined;
  }

  async processes(): Promise<readonly ProcessSummary[]> {
    if (this.known instanceof Error) throw this.known;
    return this.known;
  }

  async history(id: string, range: HistoryRange): Promise<HistoryAnswer> {
    this.asked.push({ id, ...range });
    return this.answer(id, range);
  }

  subscribe(listener: SourceListener): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = undefined;
    };
  }

  connect(connection: Connection = 'open'): void {
    this.#listener?.connection(connection);
  }

  send(message: DashboardMessage): void {
    this.#listener?.message(message);
  }
}
