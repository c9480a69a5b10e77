import type { LeakVerdict } from '../../monitoring/LeakVerdict.ts';
import type { ProcessExit } from '../../wire/process.ts';
import { abortCode } from './exitSentence.ts';

/** The signal that has ended a process of which too little was seen for a verdict. */
export function unjudgedDeath(
  level: LeakVerdict['level'],
  exit: Pick<ProcessExit, 'signal' | 'code'> | undefined,
): 'SIGABRT' | 'SIGKILL' | undefined {
  if (level !== 'not-enough-evidence' || exit === undefined) return undefined;
  if (exit.signal === 'SIGABRT' || exit.code === abortCode) return 'SIGABRT';
  return exit.signal === 'SIGKILL' ? exit.signal : undefined;
}

/** In place of a verdict. */
export function deathWords(signal: 'SIGABRT' | 'SIGKILL'): string {
  return signal === 'SIGABRT' ? 'ran out of heap, most likely' : 'killed before a verdict';
}

/** What to do: it will not be watched for longer. */
export function deathAdvice(pid: number): string {
  return `Bound what grows, or raise the limit: \`tidemark postmortem --pid ${pid}\` tells how it died.`;
}
