import { wrapped } from '../../../reporting/words/wrapped.ts';
import type { EndedHub, TopSnapshot } from '../TopProcess.ts';
import { clippedRow, printable, type Row, row } from './Row.ts';

/** For how long the end of one hub is news while others go on, in milliseconds. */
const newsMs = 30_000;

/** What has to be said of hubs: which has ended, and what that means. */
export function noticeRows({ ended, answering, time }: TopSnapshot, width: number): Row[] {
  const last = ended.at(-1);
  if (last === undefined || (answering > 0 && time - last.time > newsMs)) return [];
  const sentence = `${endedSentence(last)} ${answering > 0 ? 'Others go on.' : 'What starts next is shown.'}`;
  return wrapped(sentence, width).map((line) => clippedRow(row(line, 'warning'), width));
}

/** `api (pid 4711) ended at 14:08:12, or its hub did.` */
export function endedSentence({ name, pid, time }: EndedHub): string {
  const clock = new Date(time).toTimeString().slice(0, 8);
  return `${printable(name)} (pid ${pid}) ended at ${clock}, or its hub did.`;
}
