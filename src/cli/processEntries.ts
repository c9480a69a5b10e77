import type { LeakHistory } from '../monitoring/LeakReplay.ts';
import type { MemoryAnalyzer } from '../monitoring/MemoryAnalyzer.ts';
import type { MemorySummary } from '../monitoring/MemorySummary.ts';
import type { OutOfMemoryPrediction } from '../monitoring/outOfMemory.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import {
  type Clock,
  capacitySentences,
  gapSentences,
  liveSizeSentences,
  peakSentences,
  predictionSentences,
} from '../reporting/words/figureSentences.ts';
import { leakHeadline, leakSentences } from '../reporting/words/leakSentences.ts';
import type { ToldVerdict } from './toldVerdicts.ts';

/** What is said of a process, in parts. */
export interface ProcessEntries {
  readonly evidence: readonly string[];
  /** Each with its label. */
  readonly figures: readonly (readonly [string, readonly string[]])[];
  readonly advice: string;
}

const mostSteps = 6;
const notRecorded =
  'A recording holds no allocation sites, event-loop load, handles or threads. Live, a leak may have been confirmed that is suspected here: --events FILE shows what was told.';

/** Puts what an analyzer knows into sentences; `time` writes a time. */
export function processEntries(
  analyzer: MemoryAnalyzer,
  time: Clock,
  told?: readonly ToldVerdict[],
): ProcessEntries {
  const leak = analyzer.detectLeak();
  const summary = analyzer.summary()!;
  const figures: (readonly [string, readonly string[]])[] = [
    ['verdicts', verdictSentences(leak.steps, time)],
    ['told live', told === undefined ? [] : toldSentences(told, time)],
    ['live size', liveSizeSentences(summary)],
    ['peaks', peakSentences(summary, time)],
    ['capacity', capacitySentences(summary, time)],
    ['forecast', outOfMemorySentences(summary, analyzer.predictOutOfMemory(), time)],
    ['thresholds', summary.thresholds.map((reached) => thresholdSentence(reached, time))],
    ['gaps', gapSentences(summary, time)],
    ['not known', told === undefined && leak.steps.length > 0 ? [notRecorded] : []],
  ];
  return {
    evidence: evidenceOf(leak),
    figures: figures.filter(([, sentences]) => sentences.length > 0),
    advice: adviceOf(leak, summary, analyzer.predictOutOfMemory()),
  };
}

function evidenceOf({ verdict }: LeakHistory): readonly string[] {
  if (verdict.report === undefined) return verdict.reasons;
  return leakSentences({ ...verdict.report, advice: '' });
}

function toldSentences(told: readonly ToldVerdict[], time: Clock): string[] {
  return told.length > 0 ? verdictSentences(told, time) : ['nothing of a leak'];
}

function verdictSentences(steps: readonly ToldVerdict[], time: Clock): string[] {
  const told = steps
    .slice(-mostSteps)
    .map((step) => `${time(step.time)}  ${step.report.level}: ${leakHeadline(step.report)}`);
  return steps.length > mostSteps ? [`The last ${mostSteps} of ${steps.length}:`, ...told] : told;
}

function outOfMemorySentences(
  { outOfMemoryAlarms }: MemorySummary,
  prediction: OutOfMemoryPrediction,
  time: Clock,
): string[] {
  const alarms = outOfMemoryAlarms.slice(-mostSteps).map(({ time: at, estimate }) => {
    return `${time(at)}  told: out of memory in about ${durationInWords(estimate.etaMs)}: ${estimate.limit} limit`;
  });
  return [...alarms, ...predictionSentences(prediction)];
}

function thresholdSentence(reached: MemorySummary['thresholds'][number], time: Clock): string {
  const { metric, level, entered, firstTime, totalMs } = reached;
  const times = entered === 1 ? 'once' : `${entered} times`;
  return `${metric} ${level}: ${times}, first at ${time(firstTime)}, ${durationInWords(totalMs)} in all`;
}

function adviceOf(
  { verdict }: LeakHistory,
  { thresholds }: MemorySummary,
  prediction: OutOfMemoryPrediction,
): string {
  if (verdict.report !== undefined) return verdict.report.advice;
  if (verdict.level === 'not-enough-evidence') {
    return 'Record for longer, and under load: a verdict takes four minutes and six major collections.';
  }
  if (thresholds.length > 0) {
    return 'No leak, but memory was short: raise the limit, or find out what was done at that time.';
  }
  if (prediction.predicted && prediction.returnedFromBytes === undefined) {
    const { limit, etaMs } = prediction;
    const more =
      verdict.sensitivity === 'high' ? 'Record for longer.' : 'Look again with --sensitivity high.';
    return `Growth is too slow or too small to be told as a leak, but would fill the ${limit} in ${durationInWords(etaMs)}. ${more}`;
  }
  return 'Nothing to do.';
}
