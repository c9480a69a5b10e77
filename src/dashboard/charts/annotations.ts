import uPlot from 'uplot';
import type { ChartColumn } from '../model/frame.ts';
import type { Mark } from '../model/marks.ts';
import { faded } from './plotOptions.ts';

/** What is painted beneath the lines of a chart. */
export interface Annotations {
  readonly marks: readonly Mark[];
  readonly collectionTimes: readonly number[];
  /** The limit within the axis, if there is one. */
  readonly limit: number | undefined;
  readonly forecast: ForecastShape | undefined;
  /** Lines of another range, at the times in view. */
  readonly compared: ComparedLines | undefined;
}

/** What was at other times, drawn dashed under what is in view. */
export interface ComparedLines {
  readonly times: readonly number[];
  readonly lines: readonly { readonly colour: string; readonly values: ChartColumn }[];
}

/** A forecast in the unit of the chart: straight lines from now to the limit. */
export interface ForecastShape {
  readonly nowMs: number;
  readonly used: number;
  readonly limit: number;
  readonly etaMs: number;
  readonly earliestMs: number;
  readonly latestMs: number;
}

const collectionTickHeight = 7;

/** Paints the limit, the lines of the marks and the ticks of major collections. */
export function paintAnnotations(
  plot: uPlot,
  { marks, collectionTimes, limit, forecast, compared }: Annotations,
  colour: (name: string) => string,
): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  if (compared) paintCompared(plot, compared, colour);
  if (forecast) paintForecast(plot, forecast, colour('limit'));
  ctx.lineWidth = ratio;
  ctx.strokeStyle = colour('collection');
  ctx.beginPath();
  for (const time of collectionTimes) {
    const x = crisp(plot.valToPos(time, 'x', true));
    ctx.moveTo(x, top + height);
    ctx.lineTo(x, top + height - collectionTickHeight * ratio);
  }
  ctx.stroke();
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const { time, tone } of marks) {
    ctx.strokeStyle = faded(colour(tone), 75);
    strokeLine(ctx, crisp(plot.valToPos(time, 'x', true)), top, 'vertical', height);
  }
  if (limit !== undefined) {
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = colour('limit');
    strokeLine(ctx, left, crisp(plot.valToPos(limit, 'y', true)), 'horizontal', width);
  }
  ctx.restore();
}

function paintCompared(plot: uPlot, { times, lines }: ComparedLines, colour: (name: string) => string): void {
  const { ctx } = plot;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash([5 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  for (const line of lines) {
    ctx.strokeStyle = faded(colour(line.colour), 80);
    ctx.beginPath();
    let drawing = false;
    line.values.forEach((value, index) => {
      if (value !== null) {
        const at: [number, number] = [
          plot.valToPos(times[index] as number, 'x', true),
          plot.valToPos(value, 'y', true),
        ];
        if (drawing) ctx.lineTo(...at);
        else ctx.moveTo(...at);
      }
      drawing = value !== null;
    });
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/** The cone in which memory is expected, and the line in its middle. What lies beyond the picture is cut off. */
function paintForecast(
  plot: uPlot,
  { nowMs, used, limit, etaMs, earliestMs, latestMs }: ForecastShape,
  colour: string,
): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  // A limit that may never be reached lies as far away as the early end is near, which is beyond any picture.
  const farMs = Number.isFinite(latestMs) ? latestMs : nowMs + 1_000 * Math.max(1, earliestMs - nowMs);
  const at = (timeMs: number, value: number): [number, number] => [
    plot.valToPos(timeMs, 'x', true),
    plot.valToPos(value, 'y', true),
  ];
  ctx.fillStyle = faded(colour, 16);
  ctx.beginPath();
  ctx.moveTo(...at(nowMs, used));
  ctx.lineTo(...at(Math.max(nowMs, earliestMs), limit));
  ctx.lineTo(...at(farMs, limit));
  ctx.fill();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(...at(nowMs, used));
  ctx.lineTo(...at(Math.max(nowMs, etaMs), limit));
  ctx.stroke();
  ctx.setLineDash([]);
}

function crisp(position: number): number {
  return Math.round(position) + 0.5;
}

function strokeLine(
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  direction: 'horizontal' | 'vertical',
  length: number,
): void {
  ctx.beginPath();
  ctx.moveTo(x, y);
  if (direction === 'horizontal') ctx.lineTo(x + length, y);
  else ctx.lineTo(x, y + length);
  ctx.stroke();
}
