import type { PressureLevel } from '../../wire/event.ts';
import { number, oneOf, optional, type Reader, record, text } from '../../wire/reader.ts';
import type { RecyclingCause } from '../../wire/response.ts';

/** How a worker is, as it says itself. */
export interface WorkerCondition {
  /** How near it is to what kills it. */
  readonly level: PressureLevel;
  /** Bytes that it takes: what it would give back. */
  readonly usedBytes: number;
  /** One sentence, where a leak is confirmed. */
  readonly leak?: string | undefined;
  /** Milliseconds until its memory runs out, where that is near. */
  readonly outOfMemoryMs?: number | undefined;
  /** Why it asks to be replaced, where nothing else has helped it. */
  readonly requested?: string | undefined;
  /** Milliseconds until its memory is used up as it grows at that moment, where it does. */
  readonly endsInMs?: number | undefined;
  /** Bytes of the container that all of them share below which it is not short, where it asks because of that. */
  readonly containerMark?: number | undefined;
}

/** Reads what a worker has sent, which may be another version of Tidemark. */
export const workerCondition: Reader<WorkerCondition> = record<WorkerCondition>({
  level: oneOf('normal', 'warning', 'critical'),
  usedBytes: number,
  leak: optional(text),
  outOfMemoryMs: optional(number),
  requested: optional(text),
  endsInMs: optional(number),
  containerMark: optional(number),
});

/** Why a worker should be replaced. */
export interface RecyclingWish {
  readonly cause: Exclude<RecyclingCause, 'died'>;
  /** One sentence for people. */
  readonly reason: string;
  /** Milliseconds until it ends by itself, where that is known. */
  readonly endsInMs?: number | undefined;
  /** Bytes below which the container that all share is not short: then it need not be replaced, where it is that. */
  readonly containerMark?: number | undefined;
}

/** Why a worker in this condition should be replaced, by the most urgent of its reasons; `undefined` where it is well. */
export function wishOf({
  level,
  leak,
  outOfMemoryMs,
  requested,
  endsInMs,
  containerMark,
}: WorkerCondition): RecyclingWish | undefined {
  if (requested !== undefined) return { cause: 'requested', reason: requested, endsInMs, containerMark };
  if (level === 'critical') return { cause: 'pressure', reason: 'Its memory pressure stays critical.' };
  if (outOfMemoryMs !== undefined) {
    const minutes = Math.max(1, Math.round(outOfMemoryMs / 60_000));
    const reason = `Its memory runs out in about ${minutes} min.`;
    return { cause: 'out-of-memory', reason, endsInMs: outOfMemoryMs };
  }
  return leak === undefined ? undefined : { cause: 'leak', reason: leak };
}
