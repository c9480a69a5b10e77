import type { GrowthTest } from '../../analysis/sustainedGrowth.ts';
import { beginsEnd } from '../../wire/endOfPace.ts';
import type {
  AllocationSite,
  ConfirmationBasis,
  MemoryKind,
  OutOfMemoryEstimate,
  RetainedPerWork,
} from '../../wire/event.ts';
import type { HolderExcess } from '../holders/Holder.ts';
import {
  bytesInWords,
  clockInWords,
  durationInWords,
  endInWords,
  percentInWords,
  rateInWords,
} from '../quantity.ts';
import type { MemoryRoom } from './exhaustion.ts';
import type { Fall } from './Incident.ts';
import type { ToldEnd } from './LeakReporter.ts';
import { lowered, placeOf, siteSentences } from './siteWords.ts';

/** Patterns that a leak can have, as people say them. */
const manners = {
  linear: 'steady',
  accelerating: 'accelerating',
  staircase: 'in steps',
  'cyclic-rising': 'in rising cycles',
};

/** V8 collects several times before a snapshot, and may take that for the end of a heap that is fuller than this. */
const mostSnapshotShare = 0.8;

/** A pattern that a leak can have. */
export type LeakPattern = keyof typeof manners;

/** Whether growth of that pattern can be a leak's. */
export function isLeakPattern(pattern: string): pattern is LeakPattern {
  return Object.hasOwn(manners, pattern);
}

/** What is told of growth. */
export interface GrowthFacts {
  /** What grows: "The live heap". */
  readonly subject: string;
  readonly memory: MemoryKind;
  readonly grownBytes: number;
  readonly sinceMs: number;
  readonly rateBytesPerSecond: number;
  readonly pattern: LeakPattern;
  /** Readings that show it. */
  readonly count: number;
  /** Whether it shows in what survives, and not in the readings. */
  readonly bySurvivors: boolean;
  readonly sites: readonly AllocationSite[];
  /** When the observation of the sites began, in epoch milliseconds; `NaN` where it is over. */
  readonly sitesSince: number;
  /** Why nobody can be named, a sentence; `undefined` where somebody is, or may be soon. */
  readonly siteProblem: string | undefined;
  readonly work: RetainedPerWork | undefined;
  readonly outOfMemory: OutOfMemoryEstimate | undefined;
  /** Why there is none, a sentence, where one could be expected. */
  readonly noEnd: string | undefined;
  /** Declared holders that fill. */
  readonly filling: readonly string[];
  /** Sentences that the series has of its own. */
  readonly particulars: readonly string[];
}

/** What was seen, in the order of its weight. */
export function growthEvidence(facts: GrowthFacts): string[] {
  const { memory, sites, sitesSince, siteProblem, work, filling, outOfMemory, noEnd } = facts;
  return [
    grownSentence(facts),
    ...facts.particulars,
    ...siteSentences(memory, sites, sitesSince, siteProblem),
    ...(work ? workSentences(work) : []),
    ...(filling.length > 0
      ? [`Declared holders that are filling (${filling.join(', ')}) are not counted in it.`]
      : []),
    ...(outOfMemory ? [endSentence(outOfMemory)] : noEnd !== undefined ? [noEnd] : []),
  ];
}

/** What is known of how a suspicion will end. */
export interface SuspicionEnd {
  /** Epoch milliseconds at which it is settled at the latest pace; in the past where that did not do. */
  readonly settledAt: number;
  readonly now: number;
  /** What it lacks, after "to be confirmed it would have to". */
  readonly missing?: string | undefined;
}

/**
 * What would change a suspicion.
 *
 * @param end `undefined` where memory may be full before it is settled
 * @param isDeclarable whether it would help to declare a holder
 */
export function suspicionOutlook(
  end: SuspicionEnd | undefined,
  memory: MemoryKind,
  isDeclarable: boolean,
): string {
  const what = memory === 'native' ? 'a pool or an allocator' : 'a cache';
  const open = `Not told yet from ${what} that is still filling`;
  if (end === undefined) return `${open}; memory may be full before that can be told.`;
  const sooner = isDeclarable ? 'sooner if you declare what fills: registerHolder({ name, ... })' : '';
  const { settledAt, now, missing = 'go on without slowing down' } = end;
  return settledAt > now
    ? `${open}. Settled at about ${clockInWords(settledAt)}${sooner && `, or ${sooner}`}.`
    : `${open}: to be confirmed it would have to ${missing}${sooner && `; ${sooner}`}.`;
}

/**
 * What to do first where memory may be full soon.
 *
 * @param fullShare share of the heap's limit that is taken; `NaN` for other memory
 */
export function urgentAdvice(level: 'suspected' | 'confirmed', fullShare: number): string {
  const snapshot =
    fullShare > mostSnapshotShare
      ? `Take no heap snapshot: above ${percentInWords(mostSnapshotShare)} of the heap's limit it may end the process.`
      : 'Take a heap snapshot first, if there is room for one: `tidemark snapshot take` looks.';
  const end = level === 'suspected' ? 'before it is settled whether this is a leak' : 'soon';
  return `Restart or drain the process now: it may end ${end}. ${snapshot}`;
}

/** What to do about it once there is memory again: what takes minutes, or a snapshot, would come too late before that. */
export function urgentCure(
  sites: readonly AllocationSite[],
  excess: HolderExcess | undefined,
  isOverdue: boolean,
): string {
  if (isOverdue) {
    return 'After the restart, take a heap snapshot while there is room, and see who refers to one of these objects.';
  }
  if (sites.length > 0 || excess !== undefined) return confirmationAdvice(sites, excess);
  return 'After the restart, take two heap snapshots a few minutes apart while there is room: what grew between them is the leak.';
}

/** What to do about a suspicion. */
export function suspicionAdvice([culprit]: readonly AllocationSite[]): string {
  const wait = 'If a cache or a batch is meant to fill now, wait: it settles by itself.';
  if (culprit) return `${wait} If not, see who keeps what is allocated in or below ${placeOf(culprit)}.`;
  return `${wait} If not, compare two heap snapshots taken a few minutes apart.`;
}

/** Why a leak is confirmed. @param isNamed whether it is known who allocates what grows */
export function confirmationSentence(
  basis: ConfirmationBasis,
  lastedMs: number,
  eatenShare: number,
  excess: HolderExcess | undefined,
  isNamed: boolean,
): string {
  const lasted = durationInWords(lastedMs);
  const sentences: Record<ConfirmationBasis, string> = {
    holder: excess
      ? `The declared holder ${excess.name} holds ${excess.entries.toLocaleString('en')} entries, and may hold ${excess.bound}.`
      : 'A declared holder is beyond its bound.',
    sites: `All bounded holders are declared, and this has grown beyond them for ${lasted}${isNamed ? '' : '; who allocates it is not known'}.`,
    persistent: `It has grown for ${lasted} and has not slowed down.`,
    consuming: `It has taken ${percentInWords(eatenShare)} of what was free when it began, and has not slowed down.`,
  };
  return sentences[basis];
}

/** What to do about a leak. */
export function confirmationAdvice(
  [culprit]: readonly AllocationSite[],
  excess: HolderExcess | undefined,
): string {
  if (excess)
    return `Find out why ${excess.name} does not let go of entries, or raise its bound if that is meant.`;
  if (culprit)
    return `Bound what keeps the objects that are allocated in or below ${placeOf(culprit)}, or delete them when they are done with.`;
  return 'Compare two heap snapshots taken a few minutes apart: what grew between them is the leak.';
}

/** Why a suspicion, or a leak, is over. */
export function withdrawalEvidence(
  subject: string,
  { rateBytesPerSecond, spanMs, levelBytes, height, fall }: Omit<ToldEnd, 'stoppedForMs'>,
  wasConfirmed: boolean,
): string[] {
  const grown = `At its height it had grown ${grownInWords(height)}.`;
  if (fall) {
    const cause = wasConfirmed
      ? 'What had leaked is gone, or the larger part of it.'
      : 'A batch that is done, or a cache that was emptied, looks like this.';
    return [fallSentence(subject, fall), cause, grown];
  }
  const pace = paceInWords(rateBytesPerSecond);
  return [
    `${subject} has stopped growing: ${pace} over the last ${durationInWords(spanMs)}, at ${bytesInWords(levelBytes)}.`,
    wasConfirmed
      ? 'What leaked is still there; nothing has been added to it lately.'
      : 'A cache that has filled, or a batch that is done, looks like this.',
    grown,
  ];
}

/** That what had grown has come down. */
export function fallSentence(
  subject: string,
  { fallenBytes, levelBytes }: Pick<Fall, 'fallenBytes' | 'levelBytes'>,
): string {
  return `${subject} has fallen by ${bytesInWords(fallenBytes)} to ${bytesInWords(levelBytes)}.`;
}

/** What to do after a withdrawal. */
export function withdrawalAdvice(wasConfirmed: boolean): string {
  return wasConfirmed
    ? 'Find out what has changed: what feeds a leak may only have paused. Growth is told again.'
    : 'Nothing to do. Growth beyond this level will be told again.';
}

/** The pace of a level that may stand still. */
export function paceInWords(rateBytesPerSecond: number): string {
  return Math.abs(rateBytesPerSecond) < 512 ? 'flat' : `moving by ${rateInWords(rateBytesPerSecond)}`;
}

/** What a test has measured, in words. */
export function grownInWords({ grownBytes, spanMs }: Pick<GrowthTest, 'grownBytes' | 'spanMs'>): string {
  return `${bytesInWords(grownBytes)} in ${durationInWords(spanMs)}`;
}

function grownSentence(facts: GrowthFacts): string {
  const { subject, memory, grownBytes, sinceMs, rateBytesPerSecond, pattern, count, bySurvivors } = facts;
  const grown = grownInWords({ grownBytes, spanMs: sinceMs });
  const rate = `${rateInWords(rateBytesPerSecond)}, ${manners[pattern]}`;
  return bySurvivors
    ? `What is allocated and outlives 40 s has grown ${grown} (${rate}), while ${lowered(subject)} swings.`
    : `${subject} has grown ${grown} (${rate}), by ${count} readings${memory === 'native' ? '' : ' after major collections'}.`;
}

/** By route where any is known, else as a whole. */
function workSentences({ bytes, unit, correlation, routes = [] }: RetainedPerWork): string[] {
  if (routes.length === 0) return [keptSentence(bytes, unit, correlation)];
  return routes.map((each) => keptSentence(each.bytes, `${unit} of ${each.route}`, each.correlation));
}

function keptSentence(bytes: number, unit: string, correlation: number): string {
  const kept = Math.round(bytes).toLocaleString('en');
  return `${kept} bytes kept per ${unit} (r ${correlation.toFixed(2)}).`;
}

/** When memory runs out at this pace. */
export function endSentence(estimate: OutOfMemoryEstimate): string {
  return `${beginsEnd(estimate.limit)}${endInWords(estimate, 'or much later')}.`;
}

/** Why no end can be told of memory beside the heap. @param room `undefined` where no limit is known */
export function noEndSentence(room: MemoryRoom | undefined): string {
  return room === undefined
    ? 'When memory runs out cannot be said: no limit of container or host is known.'
    : `At this pace the ${room.limit} is not full within 30 days, or growth is too uneven to say when.`;
}
