import { number, optional, type Reader, record, text } from '../../../wire/reader.ts';
import { type RecyclingAnswer, recyclingAnswer } from '../RecyclingAnswer.ts';
import { type Siblings, siblings } from '../Siblings.ts';
import { type WorkerCondition, workerCondition } from '../WorkerCondition.ts';

/** What a worker and its primary say to each other. */
export interface RecyclingMessage {
  /** How the worker is. */
  readonly condition?: WorkerCondition | undefined;
  /** What the primary says to a worker that is not well. */
  readonly answer?: RecyclingAnswer | undefined;
  /** What the primary says to a worker about the others. */
  readonly siblings?: Siblings | undefined;
  /** The primary wants the worker to finish its work and leave, within so many milliseconds. */
  readonly drainWithinMs?: number | undefined;
  /** The worker has begun to. */
  readonly draining?: string | undefined;
}

/**
 * Node hands messages whose `cmd` begins so to listeners of `internalMessage` and to nobody else. The documentation keeps
 * them for Node itself; docs/adr/0011 says why they are used, and what happens where they do not arrive.
 */
const cmd = 'NODE_TIDEMARK_RECYCLING';

const message: Reader<RecyclingMessage> = record<RecyclingMessage>({
  condition: optional(workerCondition),
  answer: optional(recyclingAnswer),
  siblings: optional(siblings),
  drainWithinMs: optional(number),
  draining: optional(text),
});

/** One end of the channel between a primary and a worker: `process` in the worker, `worker.process` in the primary. */
export interface ChannelEnd {
  readonly connected?: boolean | undefined;
  send?(message: object, callback: (error: Error | null) => void): boolean;
  on(event: 'internalMessage', listener: (message: unknown) => void): unknown;
  off(event: 'internalMessage', listener: (message: unknown) => void): unknown;
}

/** Says something to the other end, where there is one; the application's own listeners do not see it. Never throws. */
export function sayInternally(end: ChannelEnd, content: RecyclingMessage): void {
  if (end.connected !== true) return;
  try {
    end.send?.({ cmd, ...content }, () => {});
  } catch {
    // The channel has closed meanwhile: who is at its other end is gone.
  }
}

/** Hears what the other end says. Returns a function that ends it. What it does not understand is left alone. */
export function hearInternally(end: ChannelEnd, take: (content: RecyclingMessage) => void): () => void {
  const listener = (received: unknown): void => {
    if ((received as { readonly cmd?: unknown } | null)?.cmd !== cmd) return;
    let content: RecyclingMessage;
    try {
      content = message(received, '');
    } catch {
      return; // another version of Tidemark
    }
    take(content);
  };
  end.on('internalMessage', listener);
  return () => void end.off('internalMessage', listener);
}
