import { bytesInWords, durationInWords, percentInWords } from '../../monitoring/quantity.ts';
import { pastActivity } from '../watchdog/standstillWords.ts';
import type { Death, EndStandstill } from './Death.ts';
import {
  errorSentences,
  exceptionHeadline,
  lastErrorSentence,
  rejectionHeadline,
  thrownName,
} from './errorWords.ts';
import { containerAdvice, limitSentence, runtimeAdvice } from './limitWords.ts';
import { memoryErrorAdvice } from './memoryError.ts';

/**
 * `was killed: its container was out of memory`, `most likely ran out of heap`. Without a subject, and without the time.
 */
export function deathHeadline(death: Death): string {
  const { manner, certainty, exit, exception, goneOnMs, isLoopEmpty } = death;
  const likely = certainty === 'seen' ? '' : 'most likely ';
  switch (manner) {
    case 'running':
      return 'is running';
    case 'stopped':
      return 'ended unwatched: Tidemark had been stopped in it';
    case 'exit':
      if (isLoopEmpty) return `came to its end with exit code ${exit?.code}`;
      return `exited with code ${exit?.code}${isLoopEmpty === false ? ', with work left to do' : ''}`;
    case 'exception':
      return exceptionHeadline(exception, goneOnMs);
    case 'rejection':
      return rejectionHeadline(exception, goneOnMs);
    case 'heap':
      return `${likely}ran out of heap`;
    case 'container':
      return `was killed${likely && ', most likely'}: its container was out of memory`;
    case 'host':
      return `was killed${likely && ', most likely'}: the host was out of memory`;
    case 'abort':
      return certainty === 'seen' ? 'was aborted' : 'was aborted, or ran out of heap';
    case 'crash':
      return `crashed in native code (${exit?.signal ?? `code ${exit?.code}`})`;
    case 'signal':
      return `was killed from outside (${exit?.signal ?? `code ${exit?.code}`})`;
    case 'silent':
      return 'ended without a word';
  }
}

/** What shows it: one fact a sentence. */
export function deathEvidence(death: Death): string[] {
  const { manner, exit, exception, limit, last, oomKills, fatalError } = death;
  const sentences: (string | undefined)[] = [
    ...errorSentences(exception, death.goneOnMs),
    lastErrorSentence(death.lastError),
    exit?.signal && manner !== 'signal' && manner !== 'crash' ? `It ended by ${exit.signal}.` : undefined,
    oomKills && oomKillSentence(death),
    fatalError && `V8 said as it ended it: ${fatalError.event} (${fatalError.file}).`,
    limit && last && limitSentence(limit, last.agoMs),
    death.asleepMs === undefined
      ? undefined
      : `Of the time since its last record, ${durationInWords(death.asleepMs)} did not pass for those who watched it: the machine slept, or its clock was set forward.`,
    blockedSentence(death),
    manner === 'abort'
      ? 'A call of process.abort(), a failed check in native code, or V8 without heap, end a process so.'
      : undefined,
    manner === 'silent'
      ? 'Nobody saw it end. A signal that cannot be heard ends a process so (SIGKILL, which the kernel sends as well where a container fills up faster than it is looked at, or SIGTERM without a handler), a crash in native code, or a heap that fills up within one turn of the event loop, of which nothing can be recorded. Up to its last record, no limit had been reached.'
      : undefined,
  ];
  return sentences.filter((sentence) => sentence !== undefined && sentence !== '') as string[];
}

/** One sentence: what would help; `undefined` where it was no matter of memory. */
export function deathAdvice(death: Death): string | undefined {
  const { manner, limit, exception, exit, blockedMs, fatalError } = death;
  const memoryAdvice = exception && memoryErrorAdvice(exception);
  switch (manner) {
    case 'container':
      return containerAdvice(death) ?? 'Raise the limit of the container, or bound what grows.';
    case 'heap':
      return limit
        ? `Bound what grows, or raise the limit (--max-old-space-size, now ${bytesInWords(limit.limitBytes)})${fatalError ? '.' : '; under tidemark run V8 leaves a report of that, without the environment.'}`
        : 'Bound what grows, or raise the limit (--max-old-space-size).';
    case 'host':
      return 'Give the process a limit of its own, below what the host has: then it fails alone, and says why.';
    case 'exception':
      return (
        memoryAdvice ??
        `Handle ${thrownName(exception)} where it is thrown; memory has nothing to do with it.`
      );
    case 'rejection':
      return memoryAdvice ?? 'Await the promise, or give it a catch(); memory has nothing to do with it.';
    case 'silent':
      if (limit?.isSingleStep) return `${runtimeAdvice} tidemark run sees how a process ends.`;
      if (blockedMs === undefined) {
        return 'Read its standard error: V8 says there where its heap was full. If it says nothing, ask who sends signals: a supervisor, a liveness probe, a deploy, an operator. tidemark run sees how a process ends.';
      }
      return 'Read its standard error: V8 says there where its heap was full. If it says nothing, ask who kills what does not answer, such as a liveness probe, and find what blocks the event loop: --cpu-prof.';
    case 'signal':
      if (limit?.isSingleStep) return runtimeAdvice;
      return blockedMs === undefined
        ? 'Ask who sends signals: a supervisor, a liveness probe, a deploy, an operator.'
        : 'Ask who kills what does not answer, such as a liveness probe, and find what blocks the event loop: --cpu-prof.';
    case 'abort':
      return 'Read its standard error: V8 and native code say there why they abort.';
    case 'crash':
      return 'Look for native add-ons, and for a core dump.';
    case 'exit':
      return exit?.code === 0 ? undefined : 'Read its standard error and its log: it ended by itself.';
    default:
      return undefined;
  }
}

/** What the kernel has counted, where that says something on this death. */
export function oomKillSentence({ oomKills, manner }: Death): string | undefined {
  if (oomKills === undefined) return undefined;
  const { before, after } = oomKills;
  if (after === undefined) {
    return manner === 'silent'
      ? 'Its control group is gone, or is another by now: whether the kernel killed in it for want of memory is not known.'
      : undefined;
  }
  if (after > before) return `oom_kill of its control group rose from ${before} to ${after}.`;
  const isAsked = ['signal', 'silent', 'host', 'heap'].includes(manner);
  return isAsked
    ? `oom_kill of its control group stayed at ${before}: its container has not killed it for want of memory.`
    : undefined;
}

/** For how long its event loop had stood still, where it had. */
export function blockedSentence({ blockedMs, standstill }: Death): string | undefined {
  if (blockedMs === undefined) return undefined;
  if (standstill !== undefined) return standstillAtEndSentence(blockedMs, standstill);
  return `Its event loop had not come round for ${durationInWords(blockedMs)}: blocked by code or by collections, unless the process was held as a whole (SIGSTOP, a frozen container).`;
}

const withoutStack: Readonly<Record<NonNullable<EndStandstill['withoutStack']>, string>> = {
  native:
    ' Where is not known: native code, such as a synchronous call or a collection, did not let go of it.',
  debugger: ' Where is not known: a debugger was there.',
  often: ' Where is not known: stacks had been taken five times within an hour.',
};

function standstillAtEndSentence(blockedMs: number, standstill: EndStandstill): string {
  const [first, ...callers] = standstill.frames;
  const place =
    first === undefined ? '' : `, in ${first}${callers.map((frame) => `, called by ${frame}`).join('')}`;
  const since = new Date(standstill.since).toLocaleTimeString('sv');
  const reason = standstill.withoutStack === undefined ? '' : withoutStack[standstill.withoutStack];
  const gathered = gatheringSentence(standstill.gathering);
  return `Its event loop had stood still for ${durationInWords(blockedMs)}, since ${since}${place}; ${pastActivity(standstill)}.${reason}${gathered}`;
}

/** Little says nothing: one sample stands for 64 KB. */
const leastGatheredBytes = 1024 ** 2;

function gatheringSentence(gathering: EndStandstill['gathering']): string {
  const [first] = gathering?.sites ?? [];
  if (gathering === undefined || first === undefined || gathering.bytes < leastGatheredBytes) return '';
  const share = percentInWords(first.bytes / gathering.bytes);
  return ` In ${durationInWords(Math.max(1000, gathering.forMs))} of that it allocated ${bytesInWords(gathering.bytes)} that it kept, ${share} of it in ${first.frame}.`;
}
