import type { GrowthPattern } from '../../analysis/growthPattern.ts';
import type { OutOfMemoryPrediction } from '../../monitoring/forecast/outOfMemory.ts';
import { lowered } from '../../monitoring/leaks/siteWords.ts';
import type { ByteField, MemoryFigures, MemoryTrend } from '../../monitoring/MemorySummary.ts';
import {
  bytesInWords,
  durationInWords,
  endInWords,
  percentInWords,
  rateInWords,
} from '../../monitoring/quantity.ts';
import type { LeakReport } from '../../wire/event.ts';
import { noneTold } from '../toldPrediction.ts';
import { capacitySentence } from './capacitySentence.ts';

/** Writes a time. */
export type Clock = (time: number) => string;

const peakNames: readonly (readonly [ByteField, string])[] = [
  ['heapUsedBytes', 'heap'],
  ['externalBytes', 'external'],
  ['rssBytes', 'RSS'],
  ['containerUsedBytes', 'container'],
];

/** `8.6 MB at the end, growing by 58.6 kB/s (57.9 kB/s to 59.2 kB/s) over 12 min, linear (31 readings)`. */
export function liveSizeSentences({ trend, pattern, last, collections }: MemoryFigures): string[] {
  const { readings, count } = collections;
  const known = `${readings.toLocaleString('en')} ${readings === 1 ? 'reading' : 'readings'}`;
  const collected = `${count?.toLocaleString('en')} major ${count === 1 ? 'collection' : 'collections'}`;
  const basis = count === undefined ? known : `${known}, ${collected}`;
  if (last.liveBytes === undefined) return [`unknown: ${basis}`];
  const level = `${bytesInWords(last.liveBytes)} at the end`;
  if (trend === undefined) return [`${level} (${basis})`];
  return [`${level}, ${changeInWords(trend, pattern, paceWithInterval)}, ${pattern.label} (${basis})`];
}

/** `growing by 58.6 kB/s (57.9 kB/s to 59.2 kB/s)`. */
function paceWithInterval(trend: MemoryTrend): string {
  const [low, high] = [trend.lowBytesPerSecond, trend.highBytesPerSecond].map(Math.round) as [number, number];
  return `${paceInWords(trend)} (${rateInWords(low)} to ${rateInWords(high)})`;
}

/**
 * `growing by 58.6 kB/s over 12 min`; of a step what it came to, for it has no pace, and of growth that accelerates the
 * pace of its second half, too.
 */
export function changeInWords(
  trend: MemoryTrend,
  { label, grownBytes, rateBytesPerSecond }: GrowthPattern,
  pace: (trend: MemoryTrend) => string = paceInWords,
): string {
  const over = `over ${durationInWords(trend.spanMs)}`;
  if (label === 'step') return `${bytesInWords(grownBytes)} more in a single step ${over}, flat besides`;
  if (label !== 'accelerating') return `${pace(trend)} ${over}`;
  // A line through a curve has no interval worth the name.
  return `${paceInWords(trend)} ${over}, by ${rateInWords(rateBytesPerSecond)} in the second half`;
}

/** `growing by 58.6 kB/s`; no trend where the interval holds 0. */
function paceInWords({ rateBytesPerSecond, lowBytesPerSecond, highBytesPerSecond }: MemoryTrend): string {
  if (lowBytesPerSecond <= 0 && highBytesPerSecond >= 0) return 'no trend';
  const verb = rateBytesPerSecond > 0 ? 'growing' : 'shrinking';
  return `${verb} by ${rateInWords(Math.abs(rateBytesPerSecond))}`;
}

/** `heap 268 MB at 14:12:01, RSS 401 MB at 14:12:06`. */
export function peakSentences({ peaks }: MemoryFigures, time: Clock): string[] {
  const known = peakNames.flatMap(([field, name]) => {
    const peak = peaks[field];
    return peak === undefined ? [] : [`${name} ${bytesInWords(peak.bytes)} at ${time(peak.time)}`];
  });
  return known.length > 0 ? [known.join(', ')] : [];
}

/** What binds, and how much of it was in use at most. */
export function capacitySentences({ capacity, fullest }: MemoryFigures, time: Clock): string[] {
  const sentence = capacitySentence(capacity).replace(/^capacity /, '');
  const most = fullest.find(({ kind }) => kind === capacity.binding?.kind);
  if (most === undefined) return [sentence];
  return [sentence, `${percentInWords(most.ratio)} of it in use at most, at ${time(most.time)}`];
}

/**
 * `2 h 40 after the last sample (2 h 05 to 3 h 30): heap limit`, and what it rests on; or why there is none. Memory that rests
 * at this moment has a leak all the same, whose own estimate is in its evidence.
 */
export function predictionSentences(prediction: OutOfMemoryPrediction, leak?: LeakReport): string[] {
  if (!prediction.predicted) {
    const { reason } = prediction;
    if (reason === noneTold) return [reason];
    if (leak?.outOfMemory === undefined) return [`none in sight: ${lowered(reason)}`];
    return [
      `none that is firm: ${lowered(reason)} The end that the evidence names comes if the leak goes on as before.`,
    ];
  }
  const { limit, basis, returnedFromBytes } = prediction;
  const range = endInWords(prediction, 'or never', 'after the last sample').replace(/^in about /, '');
  const end = `${range}: ${limit} limit`;
  return [
    returnedFromBytes === undefined ? end : `none that is firm. If it does not come back: ${end}`,
    basis,
  ];
}

/** Of what nothing is known, and what was left out. */
export function gapSentences({ period }: MemoryFigures, time: Clock): string[] {
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
