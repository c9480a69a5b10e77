import { bytesInWords, durationInWords, percentInWords } from '../monitoring/quantity.ts';
import type { ThresholdMetric } from '../wire/event.ts';
import { usableBytes } from './usableBytes.ts';

const subjects: Readonly<Record<ThresholdMetric, string>> = {
  heap: 'The live heap',
  rss: 'Resident memory',
  container: 'Memory of the container',
  host: 'Memory of the host',
};

/** Where less of a limit can be used, the reason says so. */
const tellingShare = 0.95;

/** Less room than this is not worth a word. */
const tellingRoomBytes = 2 ** 20;

/** How much of something is used. */
export interface UseToTell {
  readonly metric: ThresholdMetric;
  /** Bytes, as the kernel counts them, or V8. */
  readonly used: number;
  /** Whether that is what is likely between two collections, and not what one has shown. @default false */
  readonly isGuess?: boolean;
  /** Bytes; `NaN` where there is no limit. */
  readonly limit: number;
  /** How much of `used` is free inside the process, in bytes. */
  readonly room: number;
  /** The threshold of the level, where it is one in bytes. */
  readonly thresholdBytes?: number | undefined;
  /** What follows from it, as {@link soonInWords} says it; may be empty. */
  readonly why: string;
}

/** One sentence: `Memory of the container is at 206 MB, 81 % of 256 MB, with 144 MB of it free in this process.` */
export function useInWords(use: UseToTell): string {
  const { metric, used, isGuess, limit, room, thresholdBytes, why } = use;
  // Resident memory in bytes has nothing to do with how much the machine has.
  const share =
    metric === 'rss' && thresholdBytes !== undefined
      ? `, with a threshold of ${bytesInWords(thresholdBytes)}`
      : shareInWords(used, metric, limit);
  const free = room < tellingRoomBytes ? '' : `, with ${bytesInWords(room)} of it free in this process`;
  const at = isGuess === true ? 'probably at' : 'at';
  return `${subjects[metric]} is ${at} ${bytesInWords(used)}${share}${free}${free !== '' && why !== '' ? ',' : ''}${why}.`;
}

/** ` and would be used up in about 9 s` */
export function soonInWords(etaMs: number): string {
  const when = etaMs < 1500 ? 'within a second or two' : `in about ${durationInWords(etaMs)}`;
  return ` and would be used up ${when}`;
}

function shareInWords(used: number, metric: ThresholdMetric, limit: number): string {
  if (!(limit > 0)) return '';
  const usable = usableBytes(metric, limit);
  const share = `, ${percentInWords(used / limit)} of ${bytesInWords(limit)}`;
  if (usable > tellingShare * limit) return share;
  // By its own scale alone it would contradict alerts, which go by the limit; and V8 need not give up there.
  const reached = used < usable ? `${percentInWords(used / usable)} of` : 'beyond';
  return `${share} (${reached} the ${bytesInWords(usable)} from which on V8 may give up)`;
}
