import type { ProcessExit } from '../../wire/process.ts';
import type { Clock } from './figureSentences.ts';

/** What a shell makes of SIGABRT. */
export const abortCode = 134;

/** `at 14:02:31, killed by SIGABRT: so V8 ends a process whose heap is full`; `at 14:02:31, nobody saw how`. */
export function exitSentence({ time: at, code, signal }: ProcessExit, time: Clock): string {
  const isAbort = signal === 'SIGABRT' || code === abortCode;
  const why = isAbort ? ': so V8 ends a process whose heap is full' : '';
  if (signal !== null) return `at ${time(at)}, killed by ${signal}${why}`;
  return `at ${time(at)}, ${code === null ? 'nobody saw how' : `with code ${code}${why}`}`;
}
