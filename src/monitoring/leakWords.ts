import { fewestPoints } from '../analysis/growthPattern.ts';
import type { GrowthCondition } from '../analysis/sustainedGrowth.ts';
import type { GrowthRun } from './growthRun.ts';
import { graceMs, shortestSpanMs } from './leakCriteria.ts';
import { bytesInWords, durationInWords, rateInWords } from './quantity.ts';

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

/** What speaks for a leak, and what would change that. */
export function suspicionEvidence(run: GrowthRun, pattern: LeakPattern): string[] {
  const { test, count } = run;
  const grown = `${bytesInWords(test.grownBytes)} in ${durationInWords(test.spanMs)}`;
  const rate = `${rateInWords(test.rateBytesPerSecond)}, ${manners[pattern]}`;
  return [
    `The live heap has grown ${grown} (${rate}), by ${count} readings after major collections.`,
    'The growth is no start-up, no single step, and has not slowed down.',
    'Not told yet from a cache that is still filling: this is withdrawn when the growth stops.',
  ];
}

/** What to do about a suspicion. */
export const suspicionAdvice =
  'If a cache or a batch is meant to fill now, wait: it settles by itself. If not, compare two heap snapshots taken a few minutes apart.';

/** Why a suspicion is over. */
export function withdrawalEvidence(rateBytesPerSecond: number, spanMs: number, levelBytes: number): string[] {
  return [
    `The live heap has stopped growing: ${paceInWords(rateBytesPerSecond)} over the last ${durationInWords(spanMs)}, at ${bytesInWords(levelBytes)}.`,
    'A cache that has filled, or a batch that is done, looks like this.',
  ];
}

/** What to do after a withdrawal. */
export const withdrawalAdvice = 'Nothing to do. Growth beyond this level will be told again.';

/** What is missing for a verdict; nothing where nothing is. */
export function missingEvidence(run: GrowthRun, uptimeMs: number): string[] {
  if (uptimeMs < graceMs) {
    return [
      `Watched for ${durationInWords(uptimeMs)}; before ${durationInWords(graceMs)}, growth cannot be told from start-up.`,
    ];
  }
  const readings = run.count;
  if (readings < fewestPoints) {
    const count = readings === 1 ? '1 reading' : `${readings === 0 ? 'No' : readings} readings`;
    return [
      `${count} in ${durationInWords(run.windowMs)}; at least ${fewestPoints} needed.`,
      'A reading comes with each major collection; a process that allocates little has few, unless it is probed.',
    ];
  }
  if (run.enough) return [];
  return [
    `The readings span ${durationInWords(run.test.spanMs)}; at least ${durationInWords(shortestSpanMs)} needed.`,
  ];
}

/** Why growth, if there is any, is no leak. */
export function innocence(run: GrowthRun): string[] {
  const { test } = run;
  const span = durationInWords(test.spanMs);
  const sentences: Record<Exclude<GrowthCondition, 'enough-points'>, string> = {
    rate: `The live heap is ${paceInWords(test.rateBytesPerSecond)} over ${span}: too little growth for a word.`,
    amount: `It has grown ${bytesInWords(test.grownBytes)} in ${span}: too little to tell.`,
    significance: `Its growth does not stand out from the noise of the readings (${bytesInWords(test.trend.noise)}).`,
    monotone: 'Its readings go up and down.',
    'no-single-step': 'It grew in a single step.',
    'undiminished-half': 'Its growth is slowing down.',
    'undiminished-third': 'Its growth has ended.',
  };
  const unmet = test.unmet.filter((condition) => condition !== 'enough-points');
  // What hardly moves needs no further reasons.
  return (unmet.includes('rate') ? unmet.slice(0, 1) : unmet).map((condition) => sentences[condition]);
}

function paceInWords(rateBytesPerSecond: number): string {
  return Math.abs(rateBytesPerSecond) < 512 ? 'flat' : `moving by ${rateInWords(rateBytesPerSecond)}`;
}
