import { betweenLooksMs, graceMs, type LeakSensitivity } from '../leakCriteria.ts';
import { isNear } from '../leaks/exhaustion.ts';
import type { ResourceCounts } from './ResourceCounts.ts';
import { type Descriptors, isAtLimit, limitOf } from './resourceEnd.ts';

/** Where the growth began, and how fast it was when it was found. */
export interface Beginning {
  readonly onset: number;
  readonly onsetCount: number;
  readonly onsetEnded: number | undefined;
  /** How many a second. */
  readonly pace: number;
}

/** Things of one type, and what else is known of them. */
export interface OpenThings {
  readonly counts: ResourceCounts;
  /** How many of them others hold that have been opened since then. */
  readonly held: (sinceMs: number, now: number) => number;
  /** Descriptors of the process; `undefined` where their limit is not known. */
  readonly descriptors: Descriptors | undefined;
  /** Whether those that were opened last have been looked at, and nobody uses them. */
  readonly areForgotten: boolean;
}

/** Where others hold that much of what has been opened, it is those others that are told of; workers of pools have nine descriptors, not four. */
const heldShare = 0.4;
/** So much of the limit must be taken to be told of it early: below, much can happen until it is reached. */
const earlyShare = 0.25;
/** How far ahead the limit may be, as a multiple of how long growth has been seen: load that rises for minutes looks as steady. */
const aheadFactor = 2;

/**
 * Growth of their number that is to be told: it is sustained, at two looks 10 s apart; for ten minutes where it could be
 * load, for minutes where the limit on their number is a quarter of an hour away, or where it has been seen that nobody uses
 * them. Or that limit is reached already.
 */
export function beginningOf(
  things: OpenThings,
  startedAt: number,
  now: number,
  sensitivity: LeakSensitivity,
): Beginning | undefined {
  if (now - startedAt < graceMs) return undefined;
  const begin =
    grown(things, startedAt, now, sensitivity, things.areForgotten || undefined) ??
    grownEarly(things, startedAt, now, sensitivity) ??
    grownFull(things, now, sensitivity);
  return begin && isTheirs(things, begin, now) ? begin : undefined;
}

/** Growth of their number that is as steady, for minutes at least: a hint beside other growth, and no more where it could be load. */
export function growingOf(
  things: OpenThings,
  startedAt: number,
  now: number,
  sensitivity: LeakSensitivity,
): Beginning | undefined {
  const begin = grown(things, startedAt, now, sensitivity, true);
  return begin && isTheirs(things, begin, now) ? begin : undefined;
}

function isTheirs({ counts, held }: OpenThings, { onset, onsetCount }: Beginning, now: number): boolean {
  return !(held(onset, now) > heldShare * (counts.count - onsetCount));
}

function grown(
  { counts }: OpenThings,
  startedAt: number,
  now: number,
  sensitivity: LeakSensitivity,
  isShort?: boolean,
): Beginning | undefined {
  const run = counts.growth(startedAt, now, sensitivity, isShort);
  if (!(run && counts.growth(startedAt, now - betweenLooksMs, sensitivity, isShort))) return undefined;
  const { times, values } = run.points;
  const pace = run.test.rateBytesPerSecond;
  return { onset: times[0]!, onsetCount: values[0]!, onsetEnded: counts.ended, pace };
}

/** What meets its limit that soon cannot wait until load is ruled out. */
function grownEarly(
  things: OpenThings,
  startedAt: number,
  now: number,
  sensitivity: LeakSensitivity,
): Beginning | undefined {
  const { counts, descriptors } = things;
  const { count, descriptorsEach } = counts;
  if (!(descriptors && count * descriptorsEach > earlyShare * descriptors.limit)) return undefined;
  const begin = grown(things, startedAt, now, sensitivity, true);
  if (begin === undefined) return undefined;
  const limit = limitOf({ counts: counts.between(begin.onset, now), descriptorsEach, descriptors, now });
  const isForeseeable = limit?.etaMs !== undefined && limit.etaMs < aheadFactor * (now - begin.onset);
  return isForeseeable && isNear(limit) ? begin : undefined;
}

/** What has met its limit before its growth could be looked at. */
function grownFull(
  { counts, descriptors }: OpenThings,
  now: number,
  sensitivity: LeakSensitivity,
): Beginning | undefined {
  if (!isAtLimit(counts.count, counts.descriptorsEach, descriptors)) return undefined;
  const { times, values } = counts.between(Number.NEGATIVE_INFINITY, now);
  const onsetCount = values[0]!;
  if (counts.count - onsetCount < counts.about.fewest[sensitivity]) return undefined;
  return { onset: times[0]!, onsetCount, onsetEnded: counts.ended, pace: 0 };
}
