import { bytesInWords, percentInWords } from '../monitoring/quantity.ts';
import { capacityOf, type LimitKind } from '../wire/capacity.ts';
import type { SampleRow } from '../wire/sample.ts';
import type { PressureReading } from './PressureGauge.ts';

const subjects: Readonly<Record<LimitKind, string>> = {
  heap: 'the heap',
  container: 'memory of the container',
  host: 'memory of the host',
};
/** Above this a limit is not far, whatever its thresholds say. */
const plentyShare = 0.75;

/**
 * Why the level is another, in one sentence: what is short, or how far the fullest limit is used where nothing is. A level
 * outlasts what has caused it, and then says so.
 */
export function levelReason({ level, reason, pressing }: PressureReading, row: SampleRow): string {
  if (level !== 'normal') {
    return pressing ? reason : `${reason.replace(/\.$/, '')}; it is ${level} until that has lasted.`;
  }
  const fullest = capacityOf(row).limits.reduce<
    { kind: LimitKind; ratio: number; words: string } | undefined
  >(
    (most, { kind, ratio, usedBytes, limitBytes }) =>
      most !== undefined && most.ratio >= ratio
        ? most
        : {
            kind,
            ratio,
            words: `${bytesInWords(usedBytes)}, ${percentInWords(ratio)} of ${bytesInWords(limitBytes)}`,
          },
    undefined,
  );
  if (fullest === undefined) return 'Memory is short no more.';
  const where = `${subjects[fullest.kind]} is at ${fullest.words}.`;
  return fullest.ratio < plentyShare
    ? `Memory is short no more: ${where}`
    : `No threshold is met any more, but ${where}`;
}
