import { bytesInWords, durationInWords, percentInWords } from '../monitoring/quantity.ts';
import type { Death } from '../recording/death/Death.ts';
import type { LimitKind, MemoryLimit } from '../wire/capacity.ts';
import { capacityOf } from '../wire/capacity.ts';
import type { ProcessExit } from '../wire/process.ts';
import { column, type SampleRow } from '../wire/sample.ts';

/**
 * From which share on a limit is the likely cause of an end. The heap's is lower: an abort says of itself that
 * something ran out, and a heap fills in less time than passes between two samples.
 */
const suspiciousShares: Readonly<Record<LimitKind, number>> = { heap: 0.7, container: 0.85, host: 0.85 };
/** Below this share it needs a word how a heap that was not full can be what ended it. */
const fullShare = 0.9;
const abortCode = 134;

type Exit = Pick<ProcessExit, 'code' | 'signal'>;

/** What is known of an application's end. */
export interface Ending {
  readonly exit: Exit;
  /** Milliseconds that it ran. */
  readonly ranMs: number;
  /** Its last sample, and how many milliseconds before the end that was. */
  readonly last: { readonly row: SampleRow; readonly agoMs: number } | undefined;
  /** Whether the kernel has killed in its control group for want of memory; `undefined` where nobody has counted. */
  readonly isOomKilled?: boolean | undefined;
  /** Whether V8 has left a report that says that its heap was full. */
  readonly isOutOfHeap?: boolean | undefined;
}

/** What an examined flight proves. */
export function proofOf(death: Death | undefined): Pick<Ending, 'isOomKilled' | 'isOutOfHeap'> {
  const { before, after } = death?.oomKills ?? {};
  return {
    isOomKilled: before === undefined || after === undefined ? undefined : after > before,
    isOutOfHeap: death?.manner === 'heap' && death.certainty === 'seen',
  };
}

/** `was killed by SIGKILL after 12 min`, `ended with code 1 after 3 s`. */
export function exitHeadline({ exit, ranMs }: Ending): string {
  const how = exit.signal === null ? `ended with code ${exit.code}` : `was killed by ${exit.signal}`;
  return `${how} after ${durationInWords(ranMs)}`;
}

/** Where the memory stood, and what most likely ended it, as far as that shows. */
export function exitSentences({ exit, last, isOomKilled, isOutOfHeap }: Ending): string[] {
  if (isOutOfHeap) return provenHeap(last);
  if (last === undefined) {
    const nothing =
      'Nothing is known of its memory: it ended before its first sample, or is no Node.js process.';
    return isAbort(exit) ? [nothing, `${abortMeaning(exit)}.`] : [nothing];
  }
  const { limits } = capacityOf(last.row);
  const killers = killersOf(exit).filter((kind) => kind !== 'container' || isOomKilled !== false);
  const causes = causesOf(limits, killers, last.agoMs);
  if (causes.length === 0 && isAbort(exit)) causes.push(possibleAbort(exit, limits));
  return [memorySentence(last), ...causes];
}

/** A heap may fill between two samples: where the last one had little of it in use, that says nothing. */
function provenHeap(last: Ending['last']): string[] {
  const heap = last && capacityOf(last.row).limits.find(({ kind }) => kind === 'heap');
  const proof = 'V8 ran out of heap: its own report says so';
  if (last === undefined || heap === undefined) return [`${proof}.`];
  const { ratio, limitBytes } = heap;
  const isTelling = ratio >= suspiciousShares.heap;
  const use = `; ${percentInWords(ratio)} of its ${bytesInWords(limitBytes)} were in use then`;
  return [memorySentence(last), `${proof}${isTelling ? use : ''}.`];
}

/** The same of a process that nobody saw end, so that neither a code nor a signal is known. */
export function unseenEndSentences(last: Ending['last']): string[] {
  const unknown = 'It was killed, or V8 ran out of heap.';
  if (last === undefined) return [unknown];
  const causes = causesOf(capacityOf(last.row).limits, ['heap', 'container', 'host'], last.agoMs);
  return [memorySentence(last), ...(causes.length === 0 ? [unknown] : causes)];
}

/** `2 s before: live heap 28 MB, heap 31 MB, RSS 90 MB.` */
function memorySentence({ row, agoMs }: NonNullable<Ending['last']>): string {
  const figures = [
    figure('live heap', row[column.liveBytes]),
    figure('heap', row[column.heapUsedBytes]),
    figure('external', row[column.externalBytes]),
    figure('RSS', row[column.rssBytes]),
  ].filter((text) => text !== undefined);
  const when = agoMs < 1000 ? 'At the end' : `${durationInWords(agoMs)} before`;
  return `${when}: ${figures.join(', ')}.`;
}

function isAbort({ code, signal }: Exit): boolean {
  return signal === 'SIGABRT' || code === abortCode;
}

function abortMeaning({ signal }: Exit): string {
  const abort = signal === null ? `Exit code ${abortCode} stands for SIGABRT, which` : 'SIGABRT';
  return `${abort} is how V8 ends a process whose heap is full`;
}

/** A heap may fill between two samples, so that the last one says little. */
function possibleAbort(exit: Exit, limits: readonly MemoryLimit[]): string {
  const heap = limits.find(({ kind }) => kind === 'heap');
  if (heap === undefined) return `${abortMeaning(exit)}.`;
  const use = `of its limit of ${bytesInWords(heap.limitBytes)}, ${percentInWords(heap.ratio)} were in use then`;
  return `${abortMeaning(exit)}; ${use}.`;
}

function killersOf(exit: Exit): readonly LimitKind[] {
  if (isAbort(exit)) return ['heap'];
  return exit.signal === 'SIGKILL' ? ['container', 'host'] : [];
}

function causesOf(limits: readonly MemoryLimit[], killers: readonly LimitKind[], agoMs: number): string[] {
  return limits
    .filter(({ kind, ratio }) => killers.includes(kind) && ratio >= suspiciousShares[kind])
    .map(({ kind, ratio, limitBytes }) => {
      const what = kind === 'heap' ? 'V8 ran out of heap' : `the ${kind} ran out of memory`;
      const use = `${percentInWords(ratio)} of its ${bytesInWords(limitBytes)} were in use then`;
      if (kind !== 'heap' || ratio >= fullShare) return `Most likely ${what}: ${use}.`;
      const when = agoMs < 1000 ? 'less than a second' : durationInWords(agoMs);
      return `Most likely ${what}: ${use}, ${when} before the end, and V8 gives up when a collection frees too little.`;
    });
}

function figure(name: string, bytes: number | undefined): string | undefined {
  return bytes === undefined || Number.isNaN(bytes) ? undefined : `${name} ${bytesInWords(bytes)}`;
}
