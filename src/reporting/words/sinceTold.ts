import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';
import type { MemoryReport } from '../MemoryReport.ts';
import type { Clock } from './figureSentences.ts';

/** What was told shorter ago than this is as good as of now. */
const freshMs = 60_000;

/**
 * What the live heap has done since a leak on it was told of, where that is a while ago: the figures of the leak stay those
 * of that time. Nothing where there is no reading since.
 */
export function sinceTold({ verdict, figures, liveSize }: MemoryReport, time: Clock): string[] {
  const { report, toldAt } = verdict;
  const last = figures?.last.liveBytes;
  if (report?.memory !== 'heap' || report.resource !== undefined || toldAt === undefined) return [];
  const index = liveSize.times.findLastIndex((time) => time <= toldAt);
  const then = liveSize.liveBytes[index];
  const sinceMs = (liveSize.times.at(-1) ?? toldAt) - toldAt;
  if (last === undefined || then === undefined || sinceMs < freshMs) return [];
  const change = last - then;
  const how = change < 0 ? 'shrunk' : 'grown';
  return [
    `Since ${time(toldAt)} the live heap has ${how} by ${bytesInWords(Math.abs(change))} in ${durationInWords(sinceMs)}, to ${bytesInWords(last)}.`,
  ];
}

/** Whether the verdict has the figures of a time that is a while ago. */
export function isDated({ verdict, figures, madeAt }: MemoryReport): boolean {
  return verdict.toldAt !== undefined && (figures?.period.toMs ?? madeAt) - verdict.toldAt >= freshMs;
}
