import { wrapped } from '../../../reporting/words/wrapped.ts';
import { clippedRow, type Row, row } from './Row.ts';

const keyWidth = 14;
const keys: readonly (readonly [string, string])[] = [
  ['q, Ctrl-C', 'quit'],
  ['j k, arrows', 'select a process; in the details, scroll'],
  ['g G, PgUp PgDn', 'first, last, a page up or down'],
  ['Enter', 'details of the process on the whole screen, and back'],
  ['space', 'pause, and go on'],
  ['s', 'sort by the next column'],
  ['p n v l u r c o', 'sort by PID, NAME, VERDICT, LIVE, USED, RSS, OF CAP, OOM; once more: turn round'],
  ['Esc', 'back to the table'],
];
const columns: readonly (readonly [string, string])[] = [
  ['LIVE', 'what was left on the heap after the last major collection: what a leak grows in'],
  ['USED, RSS', 'the heap in use now, waste included; memory of the whole process'],
  ['OF CAP', 'how much of the limit that kills first is in use'],
  ['TREND', 'LIVE over ten minutes, the newest at the right'],
  ['OOM', 'when memory runs out, as last told: an interval that holds it nine times in ten'],
];

/** What keys do, and what columns mean. */
export function helpRows(width: number): Row[] {
  return [
    row('Keys', 'bold'),
    ...keys.flatMap((entry) => explained(entry, width)),
    [],
    row('Columns', 'bold'),
    ...columns.flatMap((entry) => explained(entry, width)),
  ];
}

function explained([term, meaning]: readonly [string, string], width: number): Row[] {
  const margin = keyWidth + 2;
  return wrapped(meaning, Math.max(16, width - margin)).map((line, index) =>
    clippedRow([{ text: (index === 0 ? term : '').padEnd(margin), style: 'quiet' }, { text: line }], width),
  );
}
