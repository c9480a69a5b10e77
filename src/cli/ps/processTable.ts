import { durationInWords } from '../../monitoring/quantity.ts';
import { clippedRow, fitted, printable, type Row, rowText, widthOf } from '../top/draw/Row.ts';
import { shortBytes, unknown } from '../top/draw/shortWords.ts';
import type { NodeProcess, Watching } from './NodeProcess.ts';

interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  /** The first ones stay longest where there is little room. */
  readonly importance: number;
  readonly cell: (process: NodeProcess) => string;
}

/** The command comes last, and takes what is left. */
const columns: readonly Column[] = [
  { heading: 'PID', align: 'right', importance: 1, cell: ({ pid }) => String(pid) },
  { heading: 'USER', align: 'left', importance: 7, cell: ({ user }) => printable(user) },
  { heading: 'AGE', align: 'right', importance: 5, cell: ({ ageMs }) => ageInWords(ageMs) },
  { heading: 'RSS', align: 'right', importance: 3, cell: ({ rssBytes }) => shortBytes(rssBytes) },
  { heading: 'HEAP LIMIT', align: 'right', importance: 6, cell: ({ heapLimit }) => limitInWords(heapLimit) },
  { heading: 'NODE', align: 'left', importance: 4, cell: ({ nodeVersion }) => nodeVersion ?? unknown },
  { heading: 'TIDEMARK', align: 'left', importance: 2, cell: ({ watching }) => watchingInWords(watching) },
];
const leastCommand = 14;
const gap = '  ';

/** A heading, and a row for each process, no wider than that. */
export function processTable(processes: readonly NodeProcess[], width: number): Row[] {
  const planned = columns.map((column) => {
    const cells = processes.map(column.cell);
    return { ...column, cells, width: Math.max(column.heading.length, ...cells.map(widthOf)) };
  });
  const shown = new Set(planned);
  const taken = (): number => [...shown].reduce((sum, column) => sum + column.width + gap.length, 0);
  for (const column of planned.toSorted((one, other) => other.importance - one.importance)) {
    if (taken() + leastCommand <= width || column.importance === 1) break;
    shown.delete(column);
  }
  const rowOf = (cell: (column: (typeof planned)[number]) => string, command: string): string =>
    [...[...shown].map((column) => fitted(cell(column), column.width, column.align)), command].join(gap);
  return [
    clippedRow([{ text: rowOf(({ heading }) => heading, 'COMMAND'), style: 'quiet' }], width),
    ...processes.map(({ command, watching }, index): Row => {
      const style = watching.state === 'unknown' ? ('quiet' as const) : undefined;
      const room = width - taken();
      const text = rowOf(({ cells }) => cells[index]!, shortened(printable(command), room));
      return clippedRow([{ text, style }], width);
    }),
  ].map((row) => [{ ...row[0]!, text: rowText(row).trimEnd() }]);
}

/** A command whose script is told by its end where there is no room for its folders: `node …/jobs/mail.js`. */
function shortened(command: string, width: number): string {
  if (widthOf(command) <= width) return command;
  const [program = '', ...rest] = command.split(' ');
  const parts = rest.join(' ').split('/');
  for (let from = 1; from < parts.length; from++) {
    const short = `${program} …/${parts.slice(from).join('/')}`;
    if (widthOf(short) <= width) return short;
  }
  return command;
}

/** `hub 4700`, `by itself`, `is a hub`, `loaded`, `no`, or that it cannot be seen. */
export function watchingInWords(watching: Watching): string {
  switch (watching.state) {
    case 'hub':
      return watching.hubPid === undefined ? 'a hub' : `hub ${watching.hubPid}`;
    case 'itself':
      return 'by itself';
    case 'is-hub':
      return 'is a hub';
    case 'loaded':
      return 'loaded';
    case 'none':
      return 'no';
    case 'unknown':
      return 'not readable';
  }
}

/** `2 h 05`, or that it is not known. */
export function ageInWords(ageMs: number): string {
  return Number.isNaN(ageMs) ? unknown : durationInWords(Math.max(0, ageMs));
}

/** `384 M`, `default`, or that it is not known. */
export function limitInWords(limit: NodeProcess['heapLimit']): string {
  return typeof limit === 'number' ? shortBytes(limit) : (limit ?? unknown);
}
