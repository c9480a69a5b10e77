import { forecastLimit } from '../../analysis/forecast.ts';
import type { Points } from '../../analysis/thinning.ts';
import type { CountLimit, OutOfMemoryEstimate } from '../../wire/event.ts';
import { outOfMemoryOf } from '../forecast/outOfMemory.ts';
import { exhaustionOf, isNear, type MemoryRoom } from '../leaks/exhaustion.ts';
import { endSentence, noEndSentence } from '../leaks/reportWords.ts';
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
  /** Whether the limit on their number is reached, or may be within a quarter of an hour: that comes first in all that is told. */
  readonly isUrgent: boolean;
  /** When that is, or why it cannot be said. */
  readonly sentences: readonly string[];
}

/** What comes and goes keeps the number a little below the limit where hardly anything can be opened. */
const fullShare = 0.01;
/** At a limit that is mostly taken by others, their number stands still for another reason. */
const theirShare = 0.5;

/** A forecast of counts is made as one of bytes; a thing counts as one megabyte. */
const bytesForCount = 1024 ** 2;

/** Whether so many things have taken up the descriptors that there are, so that hardly anything can be opened. */
export function isAtLimit(
  count: number,
  descriptorsEach: number,
  descriptors: Descriptors | undefined,
): boolean {
  if (!descriptors || !(descriptorsEach > 0)) return false;
  const { limit, open } = descriptors;
  const isFull = limit - open < Math.max(descriptorsEach, fullShare * limit);
  return isFull && count * descriptorsEach >= theirShare * open;
}

/** When what is opened and not closed meets a limit: of open files, of memory. */
export function resourceEnd(facts: EndFacts): ResourceEnd {
  const { descriptorsEach, descriptors, bytes, room, now } = facts;
  const outOfMemory = bytes && room && exhaustionOf(bytes, room, now);
  const files = descriptorsEach > 0 ? limitOf(facts) : undefined;
  const sentences: string[] = [];
  if (outOfMemory) sentences.push(endSentence(outOfMemory));
  if (files) {
    sentences.push(limitSentence(files, descriptors!.open));
  } else if (descriptorsEach > 0 && descriptors) {
    sentences.push(
      `When the limit of ${descriptors.limit.toLocaleString('en')} open files is reached cannot be said: how many are open is told by Linux 6.2 and later.`,
    );
  }
  if (sentences.length === 0) sentences.push(bytes ? noEndSentence(room) : unknownEnd);
  return { outOfMemory, limit: files, isUrgent: isNear(files), sentences };
}

const unknownEnd =
  'When they run out cannot be said: what they hold does not show in the native memory, and no limit on their number is known.';

function limitSentence({ count, etaMs, lowMs, highMs }: CountLimit, open: number): string {
  const limit = `the limit of ${grouped(count)} open files is`;
  if (etaMs === undefined) {
    return `At this pace ${limit} not reached within 30 days, or growth is too uneven to say when.`;
  }
  if (open >= count) return `The limit of ${grouped(count)} open files is reached: opens fail (EMFILE).`;
  if (etaMs === 0) {
    return `The limit of ${grouped(count)} open files is all but reached (${grouped(open)} are open): opens fail now and then, or will any moment (EMFILE).`;
  }
  const end = endInWords({ etaMs, lowMs: lowMs!, highMs }, 'or much later');
  return `At this pace ${limit} reached ${end}; nothing can be opened then (EMFILE).`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** When things of which each holds descriptors have taken them all; `undefined` where their limit, or number, is not known. */
export function limitOf({
  counts,
  descriptorsEach,
  descriptors,
  now,
}: Pick<EndFacts, 'counts' | 'descriptorsEach' | 'descriptors' | 'now'>): CountLimit | undefined {
  if (!descriptors || !(descriptors.open >= 0)) return undefined;
  const { limit, open } = descriptors;
  if (isAtLimit(counts.values.at(-1)!, descriptorsEach, descriptors)) {
    return { of: 'open files', count: limit, etaMs: 0, lowMs: 0, highMs: 0 };
  }
  const left = Math.max(0, limit - open) / descriptorsEach;
  const values = counts.values.map((value) => value * bytesForCount);
  const forecast = forecastLimit(counts.times, values, values.at(-1)! + left * bytesForCount);
  const end = outOfMemoryOf(forecast, 'host', now - counts.times.at(-1)!);
  return { of: 'open files', count: limit, etaMs: end?.etaMs, lowMs: end?.lowMs, highMs: end?.highMs };
}
