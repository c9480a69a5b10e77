import { sorted } from '../sorting.ts';
import type { TopProcess, TopSnapshot } from '../TopProcess.ts';
import { topVerdict } from '../topVerdict.ts';
import type { Reach, ViewState } from '../ViewState.ts';
import { detailRows } from './details.ts';
import { helpRows } from './help.ts';
import { noticeRows } from './notice.ts';
import { clipped, clippedRow, printable, type Row, row, widthOf } from './Row.ts';
import { tableRows } from './table.ts';

/** Places of a terminal. */
export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

/** A screen, and what keys can reach on it. */
export interface Screen {
  readonly rows: readonly Row[];
  readonly reach: Reach;
}

const leastTable = 3;
/** Below so many rows the details have no place beside the table. */
const leastHeight = 12;
const gap = '   ';

/** The whole screen for a size: at most so many rows of at most so many places. */
export function drawScreen(snapshot: TopSnapshot, view: ViewState, size: ScreenSize): Screen {
  const { width, height } = size;
  const { time } = snapshot;
  const processes = sorted(snapshot.processes, view.sorting, time);
  const selected = processes.find(({ key }) => key === view.selected) ?? processes[0];
  const head = [titleRow(snapshot, view, width), ...noticeRows(snapshot, width), []];
  const foot = (scrolls: boolean): Row[] => {
    const footer = footerRow(view, width, scrolls);
    return height >= leastHeight ? [[], footer] : [footer];
  };
  const room = Math.max(1, height - head.length - foot(false).length);
  const { rows, pageLines, scrollable } = bodyOf({ processes, selected, view, width, room, time });
  const body = [...rows.slice(0, room), ...Array.from({ length: room - rows.length }, () => [])];
  return {
    rows: [...head, ...body, ...foot(scrollable > 0)]
      .slice(0, height)
      .map((drawn) => clippedRow(drawn, width)),
    reach: { shown: processes.map(({ key }) => key), pageLines, scrollable },
  };
}

interface BodyOptions {
  readonly processes: readonly TopProcess[];
  readonly selected: TopProcess | undefined;
  readonly view: ViewState;
  readonly width: number;
  readonly room: number;
  readonly time: number;
}

interface Body {
  readonly rows: readonly Row[];
  readonly pageLines: number;
  readonly scrollable: number;
}

function bodyOf({ processes, selected, view, width, room, time }: BodyOptions): Body {
  if (view.page === 'help') return scrolled(helpRows(width), view, room);
  if (view.page === 'details' && selected !== undefined)
    return scrolled(detailRows(selected, time, width), view, room);
  if (selected === undefined) {
    return {
      rows: [row(clipped('No process yet: a hub waits for its first one.', width))],
      pageLines: 1,
      scrollable: 0,
    };
  }
  const hasDetails = room >= leastHeight;
  const details = hasDetails ? detailRows(selected, time, width) : [];
  const half = Math.max(leastTable, Math.floor(room / 2));
  const most = hasDetails ? Math.max(half, room - details.length - 3) : room - 1;
  const place = processes.indexOf(selected);
  const [from, to] = windowOf(processes.length, Math.max(1, most), place);
  const table = tableRows({
    processes: processes.slice(from, to),
    selected: selected.key,
    sorting: view.sorting,
    width,
    now: time,
  });
  const isCut = to - from < processes.length;
  if (isCut) table.push(row(clipped(`  ${from + 1} to ${to} of ${processes.length}`, width), 'quiet'));
  if (!hasDetails) return { rows: table, pageLines: to - from, scrollable: 0 };
  const left = room - table.length - 1;
  const shown = details.length <= left ? details : [...details.slice(0, left - 1), more(width)];
  return { rows: [...table, [], ...shown], pageLines: to - from, scrollable: 0 };
}

/** What is read from line to line: as much as there is room for, from where somebody has scrolled to. */
function scrolled(all: readonly Row[], { scroll }: ViewState, room: number): Body {
  const scrollable = Math.max(0, all.length - room);
  return { rows: all.slice(Math.min(scroll, scrollable)), pageLines: room, scrollable };
}

/** Which processes are shown where there is no room for all: the selected one is among them. One row is left for the count. */
function windowOf(count: number, room: number, place: number): [number, number] {
  if (count <= room) return [0, count];
  const length = Math.max(1, room - 1);
  const from = Math.max(0, Math.min(place - Math.floor(length / 2), count - length));
  return [from, from + length];
}

function more(width: number): Row {
  return row(clipped(`${' '.repeat(10)}more: Enter`, width), 'quiet');
}

function titleRow({ processes, time }: TopSnapshot, { isPaused }: ViewState, width: number): Row {
  const clock = new Date(time).toTimeString().slice(0, 8);
  const right = isPaused ? `paused at ${clock}` : clock;
  const title = 'tidemark top';
  const room = width - title.length - right.length - 2 * gap.length;
  const summary = summaryOf(processes, time, room);
  const left = width - title.length - gap.length - widthOf(summary) - right.length;
  return clippedRow(
    [
      { text: title, style: 'bold' },
      { text: `${gap}${summary}${' '.repeat(Math.max(1, left))}` },
      { text: right, style: isPaused ? 'warning' : 'quiet' },
    ],
    width,
  );
}

/** `3 processes: 1 leak confirmed, 2 normal`, the most urgent first, as far as there is room. */
function summaryOf(processes: readonly TopProcess[], time: number, room: number): string {
  const verdicts = processes
    .map((process) => topVerdict(process, time))
    .sort((left, right) => right.rank - left.rank);
  const counts = new Map<string, number>();
  for (const { words } of verdicts) counts.set(words, (counts.get(words) ?? 0) + 1);
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  const parts = [...counts].map(([words, number]) => `${number} ${printable(words)}`);
  const fits = (text: string): boolean => widthOf(text) <= room;
  for (let shown = parts.length; shown > 0; shown--) {
    const more = shown < parts.length ? ', …' : '';
    const text = `${count}: ${parts.slice(0, shown).join(', ')}${more}`;
    if (fits(text)) return text;
  }
  return fits(count) ? count : '';
}

function footerRow({ page, isPaused }: ViewState, width: number, scrolls: boolean): Row {
  const pause = isPaused ? 'space go on' : 'space pause';
  const hints = {
    table: ['q quit', 'j k select', 'Enter details', 's sort', pause, '? help'],
    details: ['q quit', 'j k scroll', 'Enter back', pause, '? help'],
    help: ['q quit', ...(scrolls ? ['j k more'] : []), 'Esc back'],
  }[page];
  const between = width < 60 ? '  ' : gap;
  // The way to all others stays longest.
  const help = hints.at(-1) as string;
  const shown: string[] = [];
  for (const hint of hints.slice(0, -1)) {
    if ([...shown, hint, help].join(between).length <= width) shown.push(hint);
  }
  return row(clipped([...shown, help].join(between), width), 'quiet');
}
