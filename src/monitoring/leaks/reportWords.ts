import type { GrowthTest } from '../../analysis/sustainedGrowth.ts';
import type {
  AllocationSite,
  ConfirmationBasis,
  MemoryKind,
  OutOfMemoryEstimate,
  RetainedPerWork,
} from '../../wire/event.ts';
import type { HolderExcess } from '../holders/Holder.ts';
import { bytesInWords, clockInWords, durationInWords, percentInWords, rateInWords } from '../quantity.ts';

/** Patterns that a leak can have, as people say them. */
const manners = {
  linear: 'steady',
  accelerating: 'accelerating',
  staircase: 'in steps',
  'cyclic-rising': 'in rising cycles',
};

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
  readonly work: RetainedPerWork | undefined;
  readonly outOfMemory: OutOfMemoryEstimate | undefined;
  /** Declared holders that fill. */
  readonly filling: readonly string[];
  /** Sentences that the series has of its own. */
  readonly particulars: readonly string[];
}

/** What was seen, in the order of its weight. */
export function growthEvidence(facts: GrowthFacts): string[] {
  const { work, filling, outOfMemory } = facts;
  return [
    grownSentence(facts),
    ...facts.particulars,
    ...siteSentences(facts),
    ...(work ? [workSentence(work)] : []),
    ...(filling.length > 0
      ? [`Declared holders that are filling (${filling.join(', ')}) are not counted in it.`]
      : []),
    ...(outOfMemory ? [endSentence(outOfMemory)] : []),
  ];
}

/**
 * What would change a suspicion.
 *
 * @param settledAt epoch milliseconds at which it is settled at the latest pace
 * @param isDeclarable whether it would help to declare a holder
 */
export function suspicionOutlook(settledAt: number, memory: MemoryKind, isDeclarable: boolean): string {
  const sooner = isDeclarable ? ', or sooner if you declare it: registerHolder({ name, ... })' : '';
  const what = memory === 'native' ? 'a pool or an allocator' : 'a cache';
  return `Not told yet from ${what} that is still filling. Settled at about ${clockInWords(settledAt)}${sooner}.`;
}

/** What to do about a suspicion. */
export function suspicionAdvice([culprit]: readonly AllocationSite[]): string {
  const wait = 'If a cache or a batch is meant to fill now, wait: it settles by itself.';
  if (culprit) return `${wait} If not, see who keeps what ${placeOf(culprit)} allocates.`;
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
    return `Bound what keeps the objects that ${placeOf(culprit)} allocates, or delete them when they are done with.`;
  return 'Compare two heap snapshots taken a few minutes apart: what grew between them is the leak.';
}

/** Why a suspicion, or a leak, is over. */
export function withdrawalEvidence(
  subject: string,
  rateBytesPerSecond: number,
  spanMs: number,
  levelBytes: number,
  wasConfirmed: boolean,
): string[] {
  return [
    `${subject} has stopped growing: ${paceInWords(rateBytesPerSecond)} over the last ${durationInWords(spanMs)}, at ${bytesInWords(levelBytes)}.`,
    wasConfirmed
      ? 'What leaked is still there; nothing has been added to it lately.'
      : 'A cache that has filled, or a batch that is done, looks like this.',
  ];
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

function siteSentences({ sites, sitesSince }: GrowthFacts): string[] {
  const [culprit] = sites;
  if (culprit === undefined) return [];
  const share = percentInWords(culprit.survival);
  const place = placeOf(culprit);
  return [
    Number.isFinite(sitesSince)
      ? `${share} of what ${place} allocated since ${clockInWords(sitesSince)} is still alive.`
      : `${share} of what ${place} allocated was still alive when that was last looked at.`,
  ];
}

function placeOf({ function: name, file, line, package: from }: AllocationSite): string {
  const place = `${file}:${line}`;
  return `${name || 'a function without a name'} (${from ? `${place}, package ${from}` : place})`;
}

function workSentence({ bytes, unit, correlation }: RetainedPerWork): string {
  const kept = Math.round(bytes).toLocaleString('en');
  return `${kept} bytes kept per ${unit} (r ${correlation.toFixed(2)}).`;
}

function endSentence({ etaMs, lowMs, highMs, limit }: OutOfMemoryEstimate): string {
  const latest = highMs === undefined ? 'or much later' : `to ${durationInWords(highMs)}`;
  return `At this pace the ${limit} is full in about ${durationInWords(etaMs)} (${durationInWords(lowMs)} ${latest}).`;
}

function lowered(subject: string): string {
  return subject.charAt(0).toLowerCase() + subject.slice(1);
}
