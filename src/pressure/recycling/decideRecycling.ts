import { type RecyclingCause, youthMs } from '../../wire/response.ts';
import type { RecyclingWish } from './WorkerCondition.ts';

/** A worker, as it matters for the decision. */
export interface RecyclingCandidate {
  readonly id: string;
  /** When it was started, in milliseconds of the clock of {@link RecyclingSituation.time}. */
  readonly startedAt: number;
  /** Whether it takes work: one that is starting or ending does not. */
  readonly serving: boolean;
  readonly usedBytes: number;
  /** What it is to be replaced for, since when that cause has held, and when it ends by itself and since when that is known. */
  readonly wish:
    | (RecyclingWish & {
        readonly since: number;
        readonly endsAt?: number | undefined;
        /** @default now */
        readonly foretoldAt?: number | undefined;
      })
    | undefined;
  /** Its own place in the jitter, 0 to 1. */
  readonly chance: number;
}

/** The limits that hold for all: the settings of `recycling`, in milliseconds. */
export interface RecyclingLimits {
  readonly maxPerHour: number;
  readonly maxAtOnce: number;
  readonly minAge: number;
  readonly jitter: number;
}

/** What a decision goes by. */
export interface RecyclingSituation {
  /** Milliseconds from anywhere that never go back. */
  readonly time: number;
  readonly workers: readonly RecyclingCandidate[];
  /** Replacements under way. */
  readonly underway: number;
  /** When replacements were begun. */
  readonly begun: readonly number[];
  /** When lives ended, or had to end, that were too short: see {@link isShortLife}. */
  readonly shortLives: readonly number[];
  readonly limits: RecyclingLimits;
}

/** Who is to be replaced now, or why nobody is. */
export type RecyclingDecision =
  | { readonly recycle: RecyclingCandidate; readonly wish: RecyclingWish }
  | {
      readonly recycle: undefined;
      /** `none`: nobody needs it. `waiting`: somebody does, a little later. The others are the limits that forbid it. */
      readonly because: 'none' | 'waiting' | 'at-once' | 'budget' | 'crash-loop';
      /** The one that is worst off, where the limits forbid it. */
      readonly due?: RecyclingCandidate & { readonly wish: RecyclingWish };
    };

/** Over so long lives and replacements are counted. */
export const hourMs = 3_600_000;
/** So many short lives within an hour are a crash loop. */
export const loopLives = 3;
/** An end that is overdue by more than this was a wrong forecast. */
const overdueMs = 2000;
/** What a container that all share is short of many say at once: the worst of them is to go first. */
export const gatherMs = 300;
/** Strategies get so long to bring the level down again. */
const patienceMs = 10_000;
const urgency: readonly RecyclingCause[] = ['died', 'requested', 'pressure', 'out-of-memory', 'leak'];
/** There is no time to lose for these. */
const urgent: readonly RecyclingCause[] = ['requested', 'pressure'];

/**
 * Which worker is to be replaced now. The worst first: by cause, then by the bytes that it takes. At most `maxAtOnce` at a
 * time and `maxPerHour` in an hour; none that is younger than `minAge`, unless it would not live for so long; none that does
 * not serve; what is not urgent waits for its own share of `jitter`. Nobody, while replacements do not last: three short lives within an hour.
 */
export function decideRecycling({
  time,
  workers,
  underway,
  begun,
  shortLives,
  limits,
}: RecyclingSituation): RecyclingDecision {
  const ill = workers.filter((worker) => worker.serving && worker.wish !== undefined) as Ill[];
  if (ill.length === 0) return { recycle: undefined, because: 'none' };
  const due = ill.filter((worker) => isDue(worker, time, limits)).sort(worstFirst)[0];
  if (due === undefined) return { recycle: undefined, because: 'waiting' };
  if (underway >= limits.maxAtOnce) return { recycle: undefined, because: 'at-once', due };
  if (withinHour(shortLives, time) >= loopLives) return { recycle: undefined, because: 'crash-loop', due };
  if (withinHour(begun, time) >= limits.maxPerHour) return { recycle: undefined, because: 'budget', due };
  return { recycle: due, wish: due.wish };
}

/** Whether a life of this length shows that replacing does not help: less than twice the least age. */
export function isShortLife(livedMs: number, { minAge }: Pick<RecyclingLimits, 'minAge'>): boolean {
  return livedMs < 2 * minAge;
}

/**
 * Whether it ends by itself before it is old enough to be replaced: then there is nothing to wait for. Not by what it was seen
 * to load at its start, and not where that end has passed.
 */
export function diesYoung(
  { startedAt, wish }: Pick<RecyclingCandidate, 'startedAt' | 'wish'>,
  { minAge }: Pick<RecyclingLimits, 'minAge'>,
  time: number,
): boolean {
  const { endsAt, foretoldAt = time } = wish ?? {};
  if (endsAt === undefined || foretoldAt < startedAt + Math.min(youthMs, minAge)) return false;
  return endsAt < startedAt + minAge && time - endsAt <= overdueMs;
}

/**
 * From when on it makes sense that it asks, as of now: from `minAge` on, or as soon as it has started where it comes to an end
 * before, and may say so again then.
 */
export function oldEnoughAt(
  worker: Pick<RecyclingCandidate, 'startedAt' | 'wish'>,
  limits: Pick<RecyclingLimits, 'minAge'>,
  time: number,
): number {
  const startedAt = worker.startedAt + Math.min(youthMs, limits.minAge);
  const mayDieYoung = worker.wish?.endsAt !== undefined && time < startedAt;
  return mayDieYoung || diesYoung(worker, limits, time) ? startedAt : worker.startedAt + limits.minAge;
}

/** Those of the times that still count, so that the list does not grow. */
export function lastHour(times: readonly number[], time: number): number[] {
  return times.filter((each) => time - each < hourMs);
}

type Ill = RecyclingCandidate & { readonly wish: NonNullable<RecyclingCandidate['wish']> };

function withinHour(times: readonly number[], time: number): number {
  return lastHour(times, time).length;
}

function isDue(worker: Ill, time: number, limits: RecyclingLimits): boolean {
  const { startedAt, wish, chance } = worker;
  const isYoung = time - startedAt < limits.minAge;
  if (isYoung && !diesYoung(worker, limits, time)) return false;
  const gathering = wish.containerMark === undefined ? 0 : gatherMs;
  const patience = wish.cause === 'pressure' ? patienceMs : gathering;
  const delay = isYoung || urgent.includes(wish.cause) ? 0 : chance * limits.jitter;
  return time - wish.since >= patience + delay;
}

function worstFirst(left: Ill, right: Ill): number {
  const byCause = urgency.indexOf(left.wish.cause) - urgency.indexOf(right.wish.cause);
  return byCause === 0 ? right.usedBytes - left.usedBytes : byCause;
}
