import { fewestPoints } from '../analysis/growthPattern.ts';
import type { GrowthCondition } from '../analysis/sustainedGrowth.ts';
import { growthGraceInWords, growthGraceMs } from '../wire/growthGrace.ts';
import type { GrowthRun } from './growthRun.ts';
import { shortestSpanMs, shortestWindowMs } from './leakCriteria.ts';
import { grownInWords, paceInWords } from './leaks/reportWords.ts';
import { bytesInWords, durationInWords } from './quantity.ts';

/** What is missing for a verdict; nothing where nothing is. */
export function missingEvidence(run: GrowthRun, uptimeMs: number): string[] {
  if (uptimeMs < growthGraceMs) {
    return [
      `Watched for ${durationInWords(uptimeMs)}; before ${growthGraceInWords}, growth cannot be told from start-up.`,
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
export function innocence(subject: string, run: GrowthRun): string[] {
  const { test } = run;
  const span = durationInWords(test.spanMs);
  const sentences: Record<Exclude<GrowthCondition, 'enough-points'>, string> = {
    rate: `${subject} is ${paceInWords(test.rateBytesPerSecond)} over ${span}: too little growth for a word.`,
    amount: `It has grown ${grownInWords(test)}: too little to tell.`,
    significance: `Its growth does not stand out from the noise of the readings (${bytesInWords(test.trend.noise)}).`,
    monotone: 'Its readings go up and down.',
    'no-single-step': 'It grew in a single step.',
    'undiminished-half': 'Its growth is slowing down.',
    'undiminished-third': 'Its growth has ended.',
  };
  const unmet = test.unmet
    .filter((condition) => condition !== 'enough-points')
    .filter((condition) => condition !== 'undiminished-half' || !test.unmet.includes('undiminished-third'));
  // What hardly moves needs no further reasons.
  return (unmet.includes('rate') ? unmet.slice(0, 1) : unmet).map((condition) => sentences[condition]);
}

/** Growth that is as a leak's, and is not told yet. @param spanMs for how long it is seen */
export function stillWeighed(spanMs: number): string {
  return spanMs < shortestWindowMs
    ? 'Growth has only just begun; it must be there at two looks 10 s apart.'
    : 'It grows, and is told if it goes on: growth that rests, that is usual in this process, or that has no name yet waits for some minutes.';
}
