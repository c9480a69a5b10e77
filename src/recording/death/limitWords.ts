import { bytesInWords, durationInWords, percentInWords } from '../../monitoring/quantity.ts';
import type { LimitKind } from '../../wire/capacity.ts';
import { column } from '../../wire/sample.ts';
import type { Death, LimitAtEnd } from './Death.ts';

const singleStepDoubt =
  'That was a single step at its start, as many applications take, so that it may have been killed for want of memory, or for any other reason; what was counted in its control group would tell, or a record of how it went on';
const names: Readonly<Record<LimitKind, string>> = {
  heap: "the heap's limit",
  container: "the container's limit",
  host: "the host's memory",
};
const wholeShare = 0.9;
/** A sample with less of a limit in use says nothing of what filled the rest. */
export const tellingShare = 0.6;
/** One sentence: what could tell a kill for want of memory from any other. */
export const runtimeAdvice: string =
  'Ask who runs the container whether the kernel killed it (kubectl describe pod, docker inspect: OOMKilled), or the log of the kernel (dmesg).';

/** How much of a limit was in use, and how it was filling up: one sentence, or two. */
export function limitSentence(
  { kind, usedBytes, limitBytes, ratio, isEstimated, filledPerSecond, isSingleStep }: LimitAtEnd,
  agoMs: number,
): string {
  if (isEstimated) {
    return `Of ${names[kind]}, about ${bytesInWords(usedBytes)} of ${bytesInWords(limitBytes)} (${percentInWords(ratio)}) were in use when the watchdog looked last, to go by its resident memory.`;
  }
  const when = agoMs < 1000 ? 'at the end' : `${durationInWords(agoMs)} before`;
  const use = `${bytesInWords(usedBytes)} of ${bytesInWords(limitBytes)} (${percentInWords(ratio)})`;
  const early = kind === 'heap' && ratio < wholeShare && ratio >= 0.6;
  const remark = early ? '; V8 gives up when a collection frees too little, before all is used' : '';
  const filling =
    filledPerSecond === undefined || ratio >= wholeShare
      ? ''
      : `; ${bytesInWords(filledPerSecond)} were added to that in a second, by which the rest would have been full before the next record`;
  const doubt = isSingleStep ? `. ${singleStepDoubt}` : '';
  return `Of ${names[kind]}, ${use} were in use ${when}${remark}${filling}${doubt}.`;
}

/** The heap's limit that would have left the rest of the process its room. */
export function containerAdvice({ last, limit: atEnd }: Death): string | undefined {
  const row = last?.row;
  // What filled it after the last sample is not known to be the heap.
  if (row === undefined || atEnd === undefined || atEnd.isEstimated || atEnd.ratio < tellingShare)
    return undefined;
  const limit = row[column.containerLimitBytes]!;
  const heap = row[column.heapTotalBytes]!;
  const beside = row[column.containerUsedBytes]! - heap;
  // Where most of it is not the heap, a limit of the heap helps nobody.
  if (!(heap > beside)) return undefined;
  const heapLimit = row[column.heapLimitBytes]!;
  const fitting = Math.floor(((limit - Math.max(0, beside)) * 0.9) / 1024 ** 2);
  if (!(heapLimit > fitting * 1024 ** 2)) return undefined;
  return `--max-old-space-size=${fitting} would have made V8 fail first, which says why; or raise the limit of the container.`;
}
