import uPlot from 'uplot';
import type { TimeRange } from '../model/frame.ts';
import { type TimeTicks, timeTicks } from '../model/timeTicks.ts';
import type { AxisTicks } from '../model/units.ts';
import type { ChartDefinition, SeriesDefinition } from './definitions.ts';

/** What a plot asks while it paints. */
export interface PlotContext {
  readonly definition: ChartDefinition;
  readonly colour: (name: string) => string;
  readonly syncKey: string;
  /** How large letters are drawn, in pixels. */
  readonly letterPixels: number;
  range(): TimeRange;
  todayMs(): number;
  ticks(): AxisTicks;
  paintBelow(plot: uPlot): void;
  painted(plot: uPlot): void;
  cursorMoved(plot: uPlot): void;
  selected(range: TimeRange): void;
  dragging(active: boolean): void;
  resetZoom(): void;
}

const family = 'Inter, ui-sans-serif, system-ui, sans-serif';
const narrowestAxis = 60;
const labelGap = 8;
/** In heights of a letter. */
const roomOfTimeLabel = 7.64;
const heightOfTimes = 2.5;
const roomAtEdge = 14;
const shortestDrag = 4;

/** The options of one uPlot: own ticks, own scales, no legend, a cross-hair shared with the other charts. */
export function plotOptions(context: PlotContext, width: number, height: number): uPlot.Options {
  const { definition } = context;
  return {
    width,
    height,
    ms: 1,
    padding: [definition.marked ? 26 : 10, 14, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [context.range().fromMs, context.range().toMs] },
      y: { range: () => [0, context.ticks().max] },
    },
    axes: axesOf(context),
    series: [{}, ...definition.series.map((series) => seriesOf(series, definition, context))],
    bands: definition.stacked
      ? definition.series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] }))
      : [],
    cursor: cursorOf(context),
    hooks: {
      drawAxes: [(plot) => context.paintBelow(plot)],
      draw: [(plot) => context.painted(plot)],
      setCursor: [(plot) => context.cursorMoved(plot)],
      setSelect: [(plot) => takeSelection(plot, context)],
    },
  };
}

function axesOf(context: PlotContext): uPlot.Axis[] {
  const common = {
    font: fontOf(context),
    gap: labelGap,
    stroke: () => context.colour('muted'),
    ticks: { show: false },
  } as const;
  return [
    {
      ...common,
      size: Math.round(context.letterPixels * heightOfTimes),
      splits: (plot) => [...timesOf(plot, context).splits],
      values: (plot) => unclippedLabels(plot, timesOf(plot, context), context.range()),
      grid: { show: false },
      border: { show: true, width: 1, stroke: () => context.colour('axis') },
    },
    {
      ...common,
      size: (plot, labels) =>
        Math.max(narrowestAxis, widestLabel(plot, labels ?? [], fontOf(context)) + labelGap + 6),
      splits: () => [...context.ticks().splits],
      values: () => [...context.ticks().labels],
      grid: { width: 1, stroke: () => context.colour('grid') },
    },
  ];
}

function timesOf(plot: uPlot, context: PlotContext): TimeTicks {
  const { fromMs, toMs } = context.range();
  const width = plot.bbox.width / uPlot.pxRatio || plot.width;
  const most = Math.max(2, Math.floor(width / (roomOfTimeLabel * context.letterPixels)));
  return timeTicks(fromMs, toMs, most, context.todayMs());
}

/** A label that the right edge would cut is left out. */
function unclippedLabels(plot: uPlot, { splits, labels }: TimeTicks, { fromMs, toMs }: TimeRange): string[] {
  const edgeMs = ((toMs - fromMs) / (plot.bbox.width / uPlot.pxRatio)) * roomAtEdge;
  return labels.map((label, index) => ((splits[index] as number) > toMs - edgeMs ? '' : label));
}

function fontOf(context: PlotContext): string {
  return `${context.letterPixels}px ${family}`;
}

function widestLabel(plot: uPlot, labels: readonly string[], font: string): number {
  plot.ctx.save();
  plot.ctx.font = font;
  const widest = Math.max(0, ...labels.map((label) => plot.ctx.measureText(label).width));
  plot.ctx.restore();
  return widest;
}

function seriesOf(
  series: SeriesDefinition,
  { stacked }: ChartDefinition,
  context: PlotContext,
): uPlot.Series {
  const stroke = (): string => context.colour(series.colour);
  return {
    stroke,
    width: series.width,
    // The scale does not go by the values, so that nobody need look for the least and the most of them.
    sorted: 1,
    points: { show: false },
    ...(series.dash ? { dash: [...series.dash] } : {}),
    ...(series.stepped && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
    ...(series.filled ? { fill: (plot) => (stacked ? faded(stroke(), 40) : gradient(plot, stroke())) } : {}),
  };
}

function gradient(plot: uPlot, colour: string): CanvasGradient {
  const { top, height } = plot.bbox;
  const fill = plot.ctx.createLinearGradient(0, top, 0, top + height);
  fill.addColorStop(0, faded(colour, 30));
  fill.addColorStop(1, faded(colour, 4));
  return fill;
}

/** The colour with the given share of its strength. */
export function faded(colour: string, percent: number): string {
  return `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
}

function cursorOf(context: PlotContext): uPlot.Cursor {
  return {
    y: false,
    points: {
      size: 8,
      width: 2,
      stroke: (_, index) => context.colour(context.definition.series[index - 1]?.colour ?? 'ink'),
      fill: () => context.colour('panel'),
    },
    sync: { key: context.syncKey, scales: ['x', null] },
    drag: { x: true, y: false, setScale: false, dist: shortestDrag },
    bind: {
      mousedown: (_plot, _target, handle) => (event) => {
        if (event.button !== 0) return null;
        context.dragging(true);
        return handle(event);
      },
      mouseup: (_plot, _target, handle) => (event) => {
        if (event.button !== 0) return null;
        context.dragging(false);
        return handle(event);
      },
      dblclick: () => () => {
        context.resetZoom();
        return null;
      },
    },
  };
}

function takeSelection(plot: uPlot, context: PlotContext): void {
  const { left, width } = plot.select;
  if (width < shortestDrag) return;
  const range = { fromMs: plot.posToVal(left, 'x'), toMs: plot.posToVal(left + width, 'x') };
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  context.selected(range);
}
