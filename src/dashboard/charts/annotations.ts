import uPlot from 'uplot';
import type { Mark } from '../model/marks.ts';
import { faded } from './plotOptions.ts';

/** What is painted beneath the lines of a chart. */
export interface Annotations {
  readonly marks: readonly Mark[];
  readonly collectionTimes: readonly number[];
  /** The limit within the axis, if there is one. */
  readonly limitBytes: number | undefined;
}

const collectionTickHeight = 7;

/** Paints the limit, the lines of the marks and the ticks of major collections. */
export function paintAnnotations(
  plot: uPlot,
  { marks, collectionTimes, limitBytes }: Annotations,
  colour: (name: string) => string,
): void {
  const { ctx } = plot;
  const ratio = uPlot.pxRatio;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
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
  if (limitBytes !== undefined) {
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = colour('limit');
    strokeLine(ctx, left, crisp(plot.valToPos(limitBytes, 'y', true)), 'horizontal', width);
  }
  ctx.restore();
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
