/** What a chart is drawn with. */
interface Strokes {
  readonly flat: string;
  readonly upright: string;
  /** Where the line turns from level to rising, rising to level, level to falling, and falling to level. */
  readonly turns: readonly [string, string, string, string];
  readonly axis: string;
  readonly tick: string;
  readonly corner: string;
  readonly foot: string;
  readonly mark: string;
}

const boxes: Strokes = {
  flat: '─',
  upright: '│',
  turns: ['╯', '╭', '╮', '╰'],
  axis: '│',
  tick: '┤',
  corner: '└',
  foot: '─',
  mark: '┬',
};
const plain: Strokes = {
  flat: '-',
  upright: '|',
  turns: ["'", '.', '.', "'"],
  axis: '|',
  tick: '+',
  corner: '+',
  foot: '-',
  mark: '+',
};

/** What to draw, and how. */
export interface LineChartOptions {
  /** Ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Characters of the widest line. */
  readonly width: number;
  /** Rows that the line is drawn in. */
  readonly height: number;
  /** Whether box-drawing characters can be shown; ASCII otherwise. */
  readonly unicode: boolean;
  readonly valueLabel: (value: number) => string;
  readonly timeLabel: (time: number) => string;
}

/** A chart of one quantity over time, in characters: one line of text per row, no colours. Nothing of fewer than two points. */
export function lineChart(options: LineChartOptions): string[] {
  const { times, values, width, height, unicode, valueLabel, timeLabel } = options;
  if (times.length < 2) return [];
  const strokes = unicode ? boxes : plain;
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  const labels = [0, Math.floor(height / 2), height - 1].map(
    (row) => [row, valueLabel(lowest + (range * (height - 1 - row)) / (height - 1))] as const,
  );
  const margin = Math.max(...labels.map(([, label]) => label.length)) + 1;
  const columns = width - margin - 1;
  const rows = columnValues(times, values, columns).map((value) =>
    range === 0 ? height - 1 : Math.round(((lowest + range - value) / range) * (height - 1)),
  );
  const grid = drawn(rows, height, strokes);
  const lines = grid.map((cells, row) => {
    const label = range === 0 ? (row === height - 1 ? labels[2]![1] : '') : labelAt(labels, row);
    const edge = label === '' ? strokes.axis : strokes.tick;
    return `${label.padStart(margin - 1)} ${edge}${cells.join('')}`.trimEnd();
  });
  return [...lines, ...timeAxis(times, columns, margin, strokes, timeLabel)];
}

function labelAt(labels: readonly (readonly [number, string])[], row: number): string {
  return labels.find(([place]) => place === row)?.[1] ?? '';
}

/** The value at each column: the last one known there, so that what did not change between two points is level. */
function columnValues(times: readonly number[], values: readonly number[], columns: number): number[] {
  const first = times[0]!;
  const span = times.at(-1)! - first;
  let next = 0;
  return Array.from({ length: columns }, (_, place) => {
    const time = first + (span * place) / (columns - 1);
    while (next + 1 < times.length && times[next + 1]! <= time) next += 1;
    return values[next]!;
  });
}

function drawn(rows: readonly number[], height: number, strokes: Strokes): string[][] {
  const grid = Array.from({ length: height }, () => new Array<string>(rows.length).fill(' '));
  rows.forEach((row, place) => {
    const before = rows[place - 1] ?? row;
    const [endRise, startTop, startFall, endFall] = strokes.turns;
    if (row === before) {
      grid[row]![place] = strokes.flat;
      return;
    }
    const rises = row < before;
    grid[before]![place] = rises ? endRise : startFall;
    grid[row]![place] = rises ? startTop : endFall;
    for (let between = Math.min(row, before) + 1; between < Math.max(row, before); between++) {
      grid[between]![place] = strokes.upright;
    }
  });
  return grid;
}

function timeAxis(
  times: readonly number[],
  columns: number,
  margin: number,
  strokes: Strokes,
  timeLabel: (time: number) => string,
): string[] {
  const first = times[0]!;
  const span = times.at(-1)! - first;
  const marks = Math.max(2, Math.min(5, Math.floor(columns / 16)));
  const line = new Array<string>(columns).fill(strokes.foot);
  let labels = ' '.repeat(margin + 1);
  for (let mark = 0; mark < marks; mark++) {
    const place = Math.round((mark * (columns - 1)) / (marks - 1));
    const label = timeLabel(first + (span * place) / (columns - 1));
    line[place] = strokes.mark;
    // The last label ends where the axis ends; the others begin under their mark.
    const start = margin + 1 + (mark === marks - 1 ? columns - label.length : place);
    labels = `${labels.padEnd(start)}${label}`;
  }
  return [`${' '.repeat(margin)}${strokes.corner}${line.join('')}`, labels];
}
