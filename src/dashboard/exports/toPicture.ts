import { formatMoment } from '../model/time.ts';
import type { ExportedChart, WindowExport } from './WindowExport.ts';

const family = 'Inter, ui-sans-serif, system-ui, sans-serif';
const margin = 24;
const headHeight = 64;
const titleHeight = 30;
const lineHeight = 18;
const swatchWidth = 18;
const fonts = { title: `600 13px ${family}`, legend: `12px ${family}` };
const gap = 16;

/** A chart, and the lines of its legend that fit beside each other. */
interface Laid {
  readonly chart: ExportedChart;
  readonly lines: readonly ExportedChart['legend'][];
}

/** The charts as they stand, one below the other in their own sizes, two beside each other where they are narrow. */
export async function toPicture(content: WindowExport): Promise<Blob> {
  const { charts, colour } = content;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser gives no canvas');
  const ratio = devicePixelRatio;
  const width = Math.max(...charts.map(({ canvas }) => canvas.clientWidth));
  const rows = rowsOf(charts, width).map((row) => row.map((chart) => laid(context, chart)));
  const height = rows.reduce((sum, row) => sum + headOf(row) + bodyOf(row) + gap, margin + headHeight);
  canvas.width = Math.round((width + 2 * margin) * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = colour('panel');
  context.fillRect(0, 0, width + 2 * margin, height);
  paintHead(context, content);
  let top = margin + headHeight;
  for (const row of rows) {
    const share = (width + gap) / row.length;
    row.forEach((each, index) => {
      paintChart(context, each, margin + index * share, top, headOf(row), colour);
    });
    top += headOf(row) + bodyOf(row) + gap;
  }
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null): void =>
      blob ? resolve(blob) : reject(new Error('the picture is too large'));
    canvas.toBlob(done, 'image/png');
  });
}

function laid(context: CanvasRenderingContext2D, chart: ExportedChart): Laid {
  const lines: ExportedChart['legend'][number][][] = [[]];
  context.font = fonts.legend;
  let used = 0;
  for (const entry of chart.legend) {
    const width = entryWidth(context.measureText(textOf(entry)).width);
    if (used > 0 && used + width > chart.canvas.clientWidth) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(entry);
    used += width;
  }
  return { chart, lines };
}

function entryWidth(textWidth: number): number {
  return swatchWidth + textWidth + 14;
}

function textOf({ label, value }: ExportedChart['legend'][number]): string {
  return `${label} ${value}`;
}

function rowsOf(charts: readonly ExportedChart[], width: number): ExportedChart[][] {
  const rows: ExportedChart[][] = [];
  for (const chart of charts) {
    const last = rows.at(-1);
    const used = last?.reduce((sum, { canvas }) => sum + canvas.clientWidth + gap, 0) ?? width;
    if (last && used + chart.canvas.clientWidth <= width + gap) last.push(chart);
    else rows.push([chart]);
  }
  return rows;
}

function headOf(row: readonly Laid[]): number {
  return titleHeight + Math.max(...row.map(({ lines }) => lines.length)) * lineHeight;
}

function bodyOf(row: readonly Laid[]): number {
  return Math.max(...row.map(({ chart }) => chart.canvas.clientHeight));
}

function paintHead(context: CanvasRenderingContext2D, content: WindowExport): void {
  const { process, headline, range, nowMs, colour } = content;
  const { name, pid } = process.identity;
  const span = `${formatMoment(range.fromMs, nowMs, true)} to ${formatMoment(range.toMs, nowMs, true)}`;
  write(context, `600 20px ${family}`, colour('ink'), headline, margin, margin + 18);
  const day = new Date(range.toMs).toLocaleDateString('en-CA');
  const line = `${name}, pid ${pid}, ${day} ${span}, Tidemark`;
  write(context, `13px ${family}`, colour('muted'), line, margin, margin + 42);
}

function paintChart(
  context: CanvasRenderingContext2D,
  { chart: { title, canvas, limit, marks }, lines }: Laid,
  left: number,
  top: number,
  headHeight: number,
  colour: (name: string) => string,
): void {
  write(context, fonts.title, colour('ink'), title, left, top + 14);
  lines.forEach((line, index) => {
    const base = top + 14 + (index + 1) * lineHeight;
    let at = left;
    for (const entry of line) {
      context.fillStyle = colour(entry.colour);
      context.fillRect(at, base - 5, 12, 3);
      at += entryWidth(write(context, fonts.legend, colour('muted'), textOf(entry), at + swatchWidth, base));
    }
  });
  context.drawImage(canvas, left, top + headHeight, canvas.clientWidth, canvas.clientHeight);
  nameLimit(context, limit, canvas, left, top + headHeight, colour);
  context.textAlign = 'center';
  for (const { letter, tone, left: at } of marks) {
    write(context, fonts.title, colour(tone), letter, left + at, top + headHeight + 18);
  }
  context.textAlign = 'left';
}

/** The limit is named where it is on the page, and in its colour there. */
function nameLimit(
  context: CanvasRenderingContext2D,
  limit: HTMLElement,
  canvas: HTMLCanvasElement,
  left: number,
  top: number,
  colour: (name: string) => string,
): void {
  if (limit.hidden) return;
  const [from, at] = [canvas.getBoundingClientRect(), limit.getBoundingClientRect()];
  const { fontSize, fontFamily, paddingLeft } = getComputedStyle(limit);
  const ink = colour(limit.hasAttribute('data-near') ? 'limit' : 'muted');
  context.textBaseline = 'middle';
  write(
    context,
    `${fontSize} ${fontFamily}`,
    ink,
    limit.textContent ?? '',
    left + at.left - from.left + Number.parseFloat(paddingLeft),
    top + at.top - from.top + at.height / 2,
  );
  context.textBaseline = 'alphabetic';
}

/** Returns how wide it is. */
function write(
  context: CanvasRenderingContext2D,
  font: string,
  colour: string,
  text: string,
  left: number,
  base: number,
): number {
  context.font = font;
  context.fillStyle = colour;
  context.fillText(text, left, base);
  return context.measureText(text).width;
}
