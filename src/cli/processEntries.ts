import type { LeakHistory } from '../monitoring/LeakReplay.ts';
import type { MemoryAnalyzer } from '../monitoring/MemoryAnalyzer.ts';
import type { ByteField, MemorySummary, MemoryTrend } from '../monitoring/MemorySummary.ts';
import type { OutOfMemoryPrediction } from '../monitoring/outOfMemory.ts';
import { bytesInWords, durationInWords, percentInWords, rateInWords } from '../monitoring/quantity.ts';
import { capacitySentence } from './capacitySentence.ts';
import { leakHeadline, leakSentences } from './leakSentences.ts';

/** What is said of a process, in parts. */
export interface ProcessEntries {
  readonly evidence: readonly string[];
  /** Each with its label. */
  readonly figures: readonly (readonly [string, readonly string[]])[];
  readonly advice: string;
}

type Clock = (time: number) => string;

const mostSteps = 6;
const peakNames: readonly (readonly [ByteField, string])[] = [
  ['heapUsedBytes', 'heap'],
  ['externalBytes', 'external'],
  ['rssBytes', 'RSS'],
  ['containerUsedBytes', 'container'],
];

/** Puts what an analyzer knows into sentences; `time` writes a time. */
export function processEntries(analyzer: MemoryAnalyzer, time: Clock): ProcessEntries {
  const leak = analyzer.detectLeak();
  const summary = analyzer.summary()!;
  const figures: (readonly [string, readonly string[]])[] = [
    ['verdicts', verdictSentences(leak, time)],
    ['live size', liveSizeSentences(summary)],
    ['peaks', peakSentences(summary, time)],
    ['capacity', capacitySentences(summary, time)],
    ['forecast', outOfMemorySentences(summary, analyzer.predictOutOfMemory(), time)],
    ['thresholds', summary.thresholds.map((reached) => thresholdSentence(reached, time))],
    ['gaps', gapSentences(summary, time)],
  ];
  return {
    evidence: evidenceOf(leak),
    figures: figures.filter(([, sentences]) => sentences.length > 0),
    advice: adviceOf(leak, summary),
  };
}

function evidenceOf({ verdict }: LeakHistory): readonly string[] {
  if (verdict.report === undefined) return verdict.reasons;
  return leakSentences({ ...verdict.report, advice: '' });
}

function verdictSentences({ steps }: LeakHistory, time: Clock): string[] {
  const told = steps
    .slice(-mostSteps)
    .map((step) => `${time(step.time)}  ${step.report.level}: ${leakHeadline(step.report)}`);
  return steps.length > mostSteps ? [`The last ${mostSteps} of ${steps.length}:`, ...told] : told;
}

function liveSizeSentences({ trend, pattern, last, collections }: MemorySummary): string[] {
  const { readings, count } = collections;
  const known = `${readings.toLocaleString('en')} ${readings === 1 ? 'reading' : 'readings'}`;
  const basis = count === undefined ? known : `${known}, ${count.toLocaleString('en')} major collections`;
  if (last.liveBytes === undefined) return [`unknown: ${basis}`];
  const level = `${bytesInWords(last.liveBytes)} at the end`;
  if (trend === undefined) return [`${level} (${basis})`];
  return [
    `${level}, ${paceWithInterval(trend)} over ${durationInWords(trend.spanMs)}, ${pattern.label} (${basis})`,
  ];
}

/** `growing by 58.6 kB/s (57.9 kB/s to 59.2 kB/s)`. */
function paceWithInterval(trend: MemoryTrend): string {
  const [low, high] = [trend.lowBytesPerSecond, trend.highBytesPerSecond].map(Math.round) as [number, number];
  return `${paceInWords(trend)} (${rateInWords(low)} to ${rateInWords(high)})`;
}

/** `growing by 58.6 kB/s`; no trend where the interval holds 0. */
export function paceInWords({
  rateBytesPerSecond,
  lowBytesPerSecond,
  highBytesPerSecond,
}: MemoryTrend): string {
  if (lowBytesPerSecond <= 0 && highBytesPerSecond >= 0) return 'no trend';
  const verb = rateBytesPerSecond > 0 ? 'growing' : 'shrinking';
  return `${verb} by ${rateInWords(Math.abs(rateBytesPerSecond))}`;
}

function peakSentences({ peaks }: MemorySummary, time: Clock): string[] {
  const known = peakNames.flatMap(([field, name]) => {
    const peak = peaks[field];
    return peak === undefined ? [] : [`${name} ${bytesInWords(peak.bytes)} at ${time(peak.time)}`];
  });
  return known.length > 0 ? [known.join(', ')] : [];
}

function capacitySentences({ capacity, fullest }: MemorySummary, time: Clock): string[] {
  const sentence = capacitySentence(capacity).replace(/^capacity /, '');
  const most = fullest.find(({ kind }) => kind === capacity.binding?.kind);
  if (most === undefined) return [sentence];
  return [sentence, `${percentInWords(most.ratio)} of it in use at most, at ${time(most.time)}`];
}

function outOfMemorySentences(
  { outOfMemoryAlarms }: MemorySummary,
  prediction: OutOfMemoryPrediction,
  time: Clock,
): string[] {
  const alarms = outOfMemoryAlarms.slice(-mostSteps).map(({ time: at, estimate }) => {
    return `${time(at)}  told: out of memory in about ${durationInWords(estimate.etaMs)}: ${estimate.limit} limit`;
  });
  if (!prediction.predicted) return [...alarms, `none in sight: ${prediction.reason}`];
  const { etaMs, lowMs, highMs, limit, basis } = prediction;
  const latest = highMs === undefined ? 'or never' : `to ${durationInWords(highMs)}`;
  const end = `${durationInWords(etaMs)} after the end (${durationInWords(lowMs)} ${latest}): ${limit} limit`;
  return [...alarms, end, basis];
}

function thresholdSentence(reached: MemorySummary['thresholds'][number], time: Clock): string {
  const { metric, level, entered, firstTime, totalMs } = reached;
  const times = entered === 1 ? 'once' : `${entered} times`;
  return `${metric} ${level}: ${times}, first at ${time(firstTime)}, ${durationInWords(totalMs)} in all`;
}

function gapSentences({ period }: MemorySummary, time: Clock): string[] {
  const { gaps, gapsMs, longest, outOfOrder } = period;
  const sentences: string[] = [];
  if (longest !== undefined) {
    const span = `${time(longest.fromMs)} to ${time(longest.toMs)}`;
    sentences.push(
      `${gaps}, ${durationInWords(gapsMs)} in all; the longest from ${span}. Nothing is known of ${gaps === 1 ? 'it' : 'them'}.`,
    );
  }
  if (outOfOrder > 0) {
    sentences.push(
      `${outOfOrder.toLocaleString('en')} samples were not later than the one before, and are left out.`,
    );
  }
  return sentences;
}

function adviceOf({ verdict }: LeakHistory, { thresholds }: MemorySummary): string {
  if (verdict.report !== undefined) return verdict.report.advice;
  if (verdict.level === 'not-enough-evidence') {
    return 'Record for longer, and under load: a verdict takes four minutes and six major collections.';
  }
  if (thresholds.length > 0) {
    return 'No leak, but memory was short: raise the limit, or find out what was done at that time.';
  }
  return 'Nothing to do.';
}
