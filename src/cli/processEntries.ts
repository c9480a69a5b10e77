import type { OutOfMemoryPrediction } from '../monitoring/forecast/outOfMemory.ts';
import type { LeakHistory } from '../monitoring/LeakReplay.ts';
import type { LeakVerdict } from '../monitoring/LeakVerdict.ts';
import type { MemorySummary } from '../monitoring/MemorySummary.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import { exitSentence } from '../reporting/words/exitSentence.ts';
import {
  type Clock,
  capacitySentences,
  gapSentences,
  liveSizeSentences,
  peakSentences,
  predictionSentences,
} from '../reporting/words/figureSentences.ts';
import { leakHeadline, leakSentences } from '../reporting/words/leakSentences.ts';
import { besideForecast } from '../reporting/words/oneForecast.ts';
import { pastAdvice } from '../reporting/words/pastAdvice.ts';
import { deathAdvice, unjudgedDeath } from '../reporting/words/unjudgedDeath.ts';
import { asOf } from '../wire/endOfPace.ts';
import type { LeakReport } from '../wire/event.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';
import type { ToldVerdict, ToldVerdicts } from './toldVerdicts.ts';
import { standingVerdict, type WorseVerdict, worseVerdict } from './worseVerdict.ts';

/** What is said of a process, in parts. */
export interface ProcessEntries {
  readonly evidence: readonly string[];
  /** Each with its label. */
  readonly figures: readonly (readonly [string, readonly string[]])[];
  readonly advice: string;
}

const mostSteps = 6;
const levelWords: Readonly<Record<LeakVerdict['level'], string>> = {
  'not-enough-evidence': 'not enough evidence',
  none: 'no leak',
  suspected: 'leak suspected',
  confirmed: 'leak confirmed',
};
const notRecorded =
  'A recording holds no allocation sites, event-loop load, handles or threads. Live, a leak may have been confirmed that is suspected here: --events FILE shows what was told.';

/**
 * Puts into sentences what is known of a recorded process; `time` writes a time.
 *
 * @param allTold what was told live; `undefined` where nobody has its events
 */
export function processEntries(
  process: RecordedProcess,
  time: Clock,
  allTold: ToldVerdicts | undefined,
): ProcessEntries {
  const { analyzer } = process;
  const told = allTold?.of.get(process);
  const worse = worseVerdict(process, allTold);
  const leak = analyzer.detectLeak();
  const summary = analyzer.summary()!;
  const figures: (readonly [string, readonly string[]])[] = [
    ['verdicts', verdictSentences(leak.steps, time)],
    ['told live', told === undefined ? [] : toldSentences(told.verdicts, time)],
    ['ended', told?.exit === undefined ? [] : [exitSentence(told.exit, time)]],
    ['live size', liveSizeSentences(summary)],
    ['peaks', peakSentences(summary, time)],
    ['capacity', capacitySentences(summary, time)],
    ['forecast', outOfMemorySentences(process, worse.report, time)],
    ['thresholds', summary.thresholds.map((reached) => thresholdSentence(reached, time))],
    ['gaps', gapSentences(summary, time)],
    ['not known', told === undefined && leak.steps.length > 0 ? [notRecorded] : []],
  ];
  return {
    evidence: evidenceOf(process, worse, told?.verdicts, time),
    figures: figures.filter(([, sentences]) => sentences.length > 0),
    advice: pastAdvice(
      worse.report?.advice ??
        (unjudgedDeath(worse.level, told?.exit) === undefined
          ? adviceOf(leak, summary, analyzer.predictOutOfMemory())
          : deathAdvice(process.pid)),
      told?.exit !== undefined,
    ),
  };
}

function evidenceOf(
  { analyzer }: RecordedProcess,
  { by, level, report, toldAt }: WorseVerdict,
  told: readonly ToldVerdict[] | undefined,
  time: Clock,
): readonly string[] {
  const { verdict } = analyzer.detectLeak();
  const own = report === undefined ? verdict.reasons : leakSentences({ ...report, advice: '' });
  const undated = besideForecast(own, analyzer.predictOutOfMemory());
  const sentences = toldAt === undefined ? undated : asOf(undated, time(toldAt));
  if (by === 'live') {
    return [
      ...sentences,
      `So it was told live, when more was known than a recording holds. The samples alone tell: ${levelWords[verdict.level]}.`,
      ...(verdict.report ? [] : verdict.reasons),
    ];
  }
  if (told === undefined || report === undefined) return sentences;
  const live = standingVerdict(told);
  if (live?.report.level === level) return sentences;
  return [...sentences, `So the samples tell. Live, ${toldLast(live, told, time)}.`];
}

/** What was told of leaks in the end, after "Live,". */
function toldLast(live: ToldVerdict | undefined, told: readonly ToldVerdict[], time: Clock): string {
  if (live !== undefined) return `a leak stood ${live.report.level} at the end`;
  const last = told.at(-1);
  return last === undefined ? 'no leak was told' : `it was withdrawn at ${time(last.time)}`;
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
  { analyzer }: RecordedProcess,
  leak: LeakReport | undefined,
  time: Clock,
): string[] {
  const alarms = analyzer
    .summary()!
    .outOfMemoryAlarms.slice(-mostSteps)
    .map(({ time: at, estimate }) => {
      return `${time(at)}  told: out of memory in about ${durationInWords(estimate.etaMs)}: ${estimate.limit} limit`;
    });
  return [...alarms, ...predictionSentences(analyzer.predictOutOfMemory(), leak)];
}

function thresholdSentence(reached: MemorySummary['thresholds'][number], time: Clock): string {
  const { metric, level, entered, firstTime, totalMs } = reached;
  const times = entered === 1 ? 'once' : `${entered} times`;
  return `${metric} ${level}: ${times}, first at ${time(firstTime)}, ${durationInWords(totalMs)} in all`;
}

function adviceOf(
  { verdict, steps }: LeakHistory,
  { thresholds }: MemorySummary,
  prediction: OutOfMemoryPrediction,
): string {
  if (verdict.level === 'not-enough-evidence') {
    return 'Record for longer, and under load: a verdict takes four and a half minutes and six major collections.';
  }
  if (thresholds.length > 0) {
    return 'No leak, but memory was short: raise the limit, or find out what was done at that time.';
  }
  if (prediction.predicted && prediction.returnedFromBytes === undefined) {
    const { limit, etaMs } = prediction;
    const end = `fill the ${limit} in ${durationInWords(etaMs)}`;
    if (steps.length > 0) {
      return `Growth was suspected and withdrawn, as it stopped or fell. Should it go on as last seen, it would ${end}. Record for longer.`;
    }
    const more =
      verdict.sensitivity === 'high' ? 'Record for longer.' : 'Look again with --sensitivity high.';
    return `Growth is too slow or too small to be told as a leak, but would ${end}. ${more}`;
  }
  return 'Nothing to do.';
}
