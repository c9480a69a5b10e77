import { forecastLimit } from '../../analysis/forecast.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { CountLimit, OutOfMemoryEstimate } from '../../wire/event.ts';
import { exhaustionOf, type MemoryRoom } from '../leaks/exhaustion.ts';
import { endSentence, noEndSentence } from '../leaks/reportWords.ts';
import { outOfMemoryOf } from '../outOfMemory.ts';
import { endInWords } from '../quantity.ts';

/** File descriptors of this process. */
export interface Descriptors {
  /** How many may be open. */
  readonly limit: number;
  /** How many are; `NaN` where nobody knows. */
  readonly open: number;
}

/** What a {@link resourceEnd} comes from. */
export interface EndFacts {
  /** Their number over time. */
  readonly counts: Points;
  /** Descriptors that each of them holds; 0 for none. */
  readonly descriptorsEach: number;
  /** Native memory over the same time, where it is they that it grows by; else `undefined`. */
  readonly bytes: Points | undefined;
  readonly room: MemoryRoom | undefined;
  /** `undefined` where the limit is not known. */
  readonly descriptors: Descriptors | undefined;
  readonly now: number;
}

/** Where the growth of their number ends. */
export interface ResourceEnd {
  readonly outOfMemory: OutOfMemoryEstimate | undefined;
  readonly limit: CountLimit | undefined;
  /** When that is, or why it cannot be said. */
  readonly sentences: readonly string[];
}

/** A forecast of counts is made as one of bytes; a thing counts as one megabyte. */
const bytesForCount = 1024 ** 2;

/** When what is opened and not closed meets a limit: of open files, of memory. */
export function resourceEnd(facts: EndFacts): ResourceEnd {
  const { descriptorsEach, descriptors, bytes, room, now } = facts;
  const outOfMemory = bytes && room && exhaustionOf(bytes, room, now);
  const files = descriptorsEach > 0 ? descriptorEnd(facts) : undefined;
  const sentences: string[] = [];
  if (outOfMemory) sentences.push(endSentence(outOfMemory));
  if (files) {
    const limit = `the limit of ${files.count.toLocaleString('en')} open files is`;
    sentences.push(
      files.etaMs === undefined
        ? `At this pace ${limit} not reached within 30 days, or growth is too uneven to say when.`
        : `At this pace ${limit} reached ${endInWords({ ...files, etaMs: files.etaMs, lowMs: files.lowMs! }, 'or much later')}; nothing can be opened then (EMFILE).`,
    );
  } else if (descriptorsEach > 0 && descriptors) {
    sentences.push(
      `When the limit of ${descriptors.limit.toLocaleString('en')} open files is reached cannot be said: how many are open is told by Linux 6.2 and later.`,
    );
  }
  if (sentences.length === 0) sentences.push(bytes ? noEndSentence(room) : unknownEnd);
  return { outOfMemory, limit: files, sentences };
}

const unknownEnd =
  'When they run out cannot be said: what they hold does not show in the native memory, and no limit on their number is known.';

function descriptorEnd({ counts, descriptorsEach, descriptors, now }: EndFacts): CountLimit | undefined {
  if (!descriptors || !(descriptors.open >= 0)) return undefined;
  const { limit, open } = descriptors;
  const left = Math.max(0, limit - open) / descriptorsEach;
  const values = counts.values.map((value) => value * bytesForCount);
  const forecast = forecastLimit(counts.times, values, values.at(-1)! + left * bytesForCount);
  const end = outOfMemoryOf(forecast, 'host', now - counts.times.at(-1)!);
  return { of: 'open files', count: limit, etaMs: end?.etaMs, lowMs: end?.lowMs, highMs: end?.highMs };
}
