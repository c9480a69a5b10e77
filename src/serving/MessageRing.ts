import type { DashboardMessage } from '../wire/message.ts';

/** One message as the event stream sends it, and what decides whether a slow client may miss it. */
export interface StoredMessage {
  readonly text: string;
  readonly isSample: boolean;
}

/** Options of a {@link MessageRing}. */
export interface MessageRingOptions {
  /** The id before the first message's. */
  readonly startId: number;
  /** Messages kept. @default 4096 */
  readonly maxMessages?: number;
  /** Characters kept. @default 2_000_000 */
  readonly maxCharacters?: number;
}

/** The newest messages, numbered, for clients that were away or are slow. Bounded in count and in size. */
export class MessageRing {
  readonly #maxMessages: number;
  readonly #maxCharacters: number;
  readonly #messages: Map<number, StoredMessage> = new Map();
  #characters = 0;
  #oldestId: number;
  #newestId: number;

  constructor({ startId, maxMessages = 4096, maxCharacters = 2_000_000 }: MessageRingOptions) {
    this.#maxMessages = maxMessages;
    this.#maxCharacters = maxCharacters;
    this.#oldestId = startId + 1;
    this.#newestId = startId;
  }

  /** Id of the newest message; the start id while there is none. */
  get newestId(): number {
    return this.#newestId;
  }

  /** Whether everything after this id is still here. */
  holdsAllAfter(id: number): boolean {
    return id >= this.#oldestId - 1 && id <= this.#newestId;
  }

  push(message: DashboardMessage): void {
    this.#newestId += 1;
    const text = serverSentEvent(this.#newestId, message);
    this.#messages.set(this.#newestId, { text, isSample: message.type === 'sample' });
    this.#characters += text.length;
    while (
      this.#messages.size > this.#maxMessages ||
      (this.#characters > this.#maxCharacters && this.#messages.size > 1)
    ) {
      this.#dropOldest();
    }
  }

  get(id: number): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  #dropOldest(): void {
    this.#characters -= this.#messages.get(this.#oldestId)?.text.length ?? 0;
    this.#messages.delete(this.#oldestId);
    this.#oldestId += 1;
  }
}

/** A message in the text format of server-sent events; JSON has no line break, so one `data:` line holds it. */
export function serverSentEvent(id: number, message: DashboardMessage): string {
  return `id: ${id}\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
}
