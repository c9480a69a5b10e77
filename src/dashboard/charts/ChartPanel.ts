import uPlot from 'uplot';
import type { MemoryLimit } from '../../wire/capacity.ts';
import type { Compared } from '../Comparison.ts';
import { h, setAttribute, setText } from '../element.ts';
import type { ExportedChart } from '../exports/WindowExport.ts';
import { roundBytes } from '../model/bytes.ts';
import { limitNames } from '../model/capacity.ts';
import { chartSummary } from '../model/chartSummary.ts';
import { collectionTimes } from '../model/collections.ts';
import { type ForecastBand, onTheWay } from '../model/forecastBand.ts';
import type { ChartColumn, Frame, TimeRange } from '../model/frame.ts';
import type { Mark } from '../model/marks.ts';
import { stackColumns } from '../model/stack.ts';
import { formatDuration } from '../model/time.ts';
import { roundValue } from '../model/units.ts';
import type { ComparedLines, ForecastShape } from './annotations.ts';
import type { ChartDefinition, SeriesDefinition } from './definitions.ts';
import { Legend } from './Legend.ts';
import { MarkLane } from './MarkLane.ts';
import { type ChartListener, TimeChart } from './TimeChart.ts';

/** What a panel shows beside the frame. */
export interface PanelState {
  readonly frame: Frame;
  readonly compared: Compared | undefined;
  readonly marks: readonly Mark[];
  readonly selectedKey: string | undefined;
  readonly limits: readonly MemoryLimit[];
  readonly forecast: ForecastBand | undefined;
  readonly todayMs: number;
}

/** What a panel tells. */
export interface PanelListener extends Omit<ChartListener, 'painted'> {
  markChosen(key: string): void;
  toggled(): void;
}

/** A limit is drawn when use has come this near; further away it would only press the lines to the floor. */
const nearShare = 0.5;
const roomAboveLimit = 1.04;
/** The name of a limit that is further away stands above the lines. */
const roomBelowName = 1.15;

/** A chart with its title, its legend, its marks and its words. */
export class ChartPanel {
  readonly element: HTMLElement;
  readonly chart: TimeChart;
  readonly #definition: ChartDefinition;
  readonly #legend: Legend;
  readonly #lane: MarkLane | undefined;
  readonly #limit: HTMLElement = h('span', { class: 'limit-note', hidden: true });
  readonly #empty: HTMLElement = h('p', { class: 'no-data', hidden: true }, 'No data in this range');
  #state: PanelState | undefined;

  constructor(
    definition: ChartDefinition,
    colour: (name: string) => string,
    syncKey: string,
    listener: PanelListener,
  ) {
    this.#definition = definition;
    this.#legend = new Legend(definition.unit, definition.series, () => {
      this.#repaint();
      listener.toggled();
    });
    this.chart = new TimeChart(definition, colour, syncKey, {
      ...listener,
      painted: (plot) => this.#place(plot),
    });
    this.chart.element.append(this.#empty);
    this.chart.layOver(this.#limit);
    setAttribute(this.chart.picture, 'aria-label', definition.title);
    if (definition.marked) {
      this.#lane = new MarkLane(listener.markChosen);
      this.chart.element.append(this.#lane.element);
    }
    this.element = h(
      'section',
      { class: `panel chart ${definition.id}`, 'aria-label': definition.title },
      h('header', { class: 'panel-head' }, h('h2', {}, definition.title), this.#legend.element),
      this.chart.element,
    );
  }

  /** Names of the lines that are not shown: `heap.liveBytes`. */
  get hidden(): string[] {
    return this.#keys().filter((_, index) => !this.#legend.visible[index]);
  }

  /** Shows all lines but these. */
  hide(keys: readonly string[]): void {
    this.#keys().forEach((key, index) => {
      this.#legend.show(index, !keys.includes(key));
    });
  }

  /** As it stands on the screen; lines that are not shown are left out, and so is a chart that is. */
  get picture(): ExportedChart | undefined {
    const { canvas } = this.chart;
    if (this.element.hidden || canvas === undefined) return undefined;
    return {
      title: this.#definition.title,
      canvas,
      legend: this.#legend.shown,
      limit: this.#limit,
      marks: this.#lane?.placed ?? [],
    };
  }

  update(state: PanelState): void {
    this.#state = state;
    this.#repaint();
  }

  /** Writes the values at a row of the frame, or the newest with `null`. */
  showValues(index: number | null): void {
    const columns = this.#columns();
    const isEmpty = this.#state?.frame.sampleCount === 0; // There are those on both sides, which are not of it.
    this.#legend.update(
      columns.map((column) => (isEmpty ? null : index === null ? lastKnown(column) : column[index])),
      columns.map(isPresent),
      this.#valuesThen(index),
    );
  }

  /** What the range compared with had at the time of a row. */
  #valuesThen(index: number | null): (number | null | undefined)[] | undefined {
    const { compared, frame } = this.#state ?? {};
    if (compared === undefined) return undefined;
    const timeMs = frame?.times.at(index ?? -1) ?? Number.POSITIVE_INFINITY;
    const at = compared.frame.times.findLastIndex((time) => time <= timeMs);
    return this.#columnsOf(compared.frame).map((column) => column[at]);
  }

  /** The values at a row in words: `Used 212 MB, Live size 62 MB`; `undefined` where the chart is left out. */
  describeRow(index: number): string | undefined {
    const columns = this.#columns();
    return this.element.hidden
      ? undefined
      : this.#definition.series
          .flatMap(({ label }, at) => {
            const column = columns[at] as ChartColumn;
            return isPresent(column) ? `${label} ${roundValue(this.#definition.unit, column[index])}` : [];
          })
          .join(', ');
  }

  /** Renews the text alternative of the picture. */
  describe(): void {
    if (this.#state === undefined) return;
    const { title, unit, series } = this.#definition;
    const { frame, compared } = this.#state;
    const wordsOf = (shown: Frame, range: TimeRange, name: string): string => {
      const columns = shown.sampleCount === 0 ? [] : this.#columnsOf(shown);
      const named = series.map(({ label }, index) => ({ label, values: columns[index] ?? [] }));
      return chartSummary(name, range, named, unit);
    };
    const then = compared ? ` ${wordsOf(compared.frame, compared.range, 'Compared with')}` : '';
    setAttribute(this.chart.picture, 'aria-label', wordsOf(frame, frame.range, title) + then);
  }

  #keys(): string[] {
    return this.#definition.series.map(({ field }) => `${this.#definition.id}.${field}`);
  }

  #columns(): ChartColumn[] {
    return this.#columnsOf(this.#state?.frame);
  }

  #columnsOf(frame: Frame | undefined): ChartColumn[] {
    return this.#definition.series.map(({ field }) => frame?.columns[field] ?? []);
  }

  /** The lines of the range compared with; of layers their sum. */
  #comparedLines(): ComparedLines | undefined {
    const frame = this.#state?.compared?.frame;
    if (frame === undefined) return undefined;
    const { stacked, series } = this.#definition;
    const { visible } = this.#legend;
    const columns = this.#columnsOf(frame);
    const lines = (stacked ? stackColumns(columns, visible) : columns).map((values, index) => ({
      colour: stacked ? 'ink' : (series[index] as SeriesDefinition).colour,
      values,
    }));
    return {
      times: frame.times,
      lines: stacked ? lines.slice(-1) : lines.filter((_, index) => visible[index]),
    };
  }

  #repaint(): void {
    if (this.#state === undefined) return;
    const { frame, marks, selectedKey, todayMs } = this.#state;
    const { stacked, marked, optional, least = 0 } = this.#definition;
    const given = this.#columns();
    // A line along the floor that no row of the legend names would be a riddle.
    const visible = this.#legend.visible.map((shown, index) => shown && isPresent(given[index] ?? []));
    if (optional && frame.sampleCount > 0) this.element.hidden = given.every(isUnknown);
    const columns = stacked ? stackColumns(given, visible) : given;
    const { limit, forecast } = this.#scaled();
    const compared = this.#comparedLines();
    const highest = Math.max(
      least,
      highestOf(columns.filter((_, index) => visible[index])),
      forecast ? heightAt(forecast, frame.range.toMs) : 0,
      compared ? highestOf(compared.lines.map(({ values }) => values)) : 0,
    );
    const near = limit !== undefined && highest >= limit * nearShare;
    this.chart.setVisible(visible);
    this.chart.show({
      range: frame.range,
      todayMs,
      times: frame.times,
      columns,
      highest: near ? Math.max(highest, limit * roomAboveLimit) : highest * (limit ? roomBelowName : 1),
      annotations: {
        marks,
        collectionTimes: marked ? collectionTimes(frame) : [],
        limit: near ? limit : undefined,
        forecast,
        compared,
      },
    });
    this.#lane?.update(marks, selectedKey);
    this.#nameLimit(near);
    this.#empty.hidden = frame.sampleCount > 0;
  }

  /** Limit and forecast in the unit of the chart. A chart of percents has its limits at 100, which is its top. */
  #scaled(): { readonly limit: number | undefined; readonly forecast: ForecastShape | undefined } {
    const { limits, unit } = this.#definition;
    const band = this.#state?.forecast;
    const limitBytes = this.#limitShown?.limitBytes;
    const forecast = band && limits.includes(band.limit) ? band : undefined;
    if (unit === 'bytes') return { limit: limitBytes, forecast: forecast && shapeOf(forecast, 1) };
    return { limit: undefined, forecast: forecast && shapeOf(forecast, 100 / forecast.limitBytes) };
  }

  get #limitShown(): MemoryLimit | undefined {
    const { limits, unit } = this.#definition;
    return unit === 'bytes' ? this.#state?.limits.find(({ kind }) => limits.includes(kind)) : undefined;
  }

  #place(plot: uPlot): void {
    const { limit } = this.chart;
    const left = plot.bbox.left / uPlot.pxRatio;
    this.#lane?.place((time) => left + plot.valToPos(time, 'x'));
    const top = limit === undefined ? 0 : plot.valToPos(limit, 'y');
    this.#limit.style.top = `${Math.round(top)}px`;
  }

  #nameLimit(near: boolean): void {
    const limit = this.#limitShown;
    this.#limit.hidden = limit === undefined;
    if (limit === undefined) return;
    const forecast = this.#state?.forecast;
    const end = forecast?.limit === limit.kind ? `, full ${endOf(forecast)}` : '';
    const name = `${limitNames[limit.kind]} ${roundBytes(limit.limitBytes)}${end}`;
    setText(this.#limit, near ? name : `↑ ${name}`);
    setAttribute(this.#limit, 'data-near', near);
  }
}

function endOf({ etaMs, nowMs }: ForecastBand): string {
  return etaMs > nowMs ? `in about ${formatDuration(etaMs - nowMs)}` : 'at any time';
}

function shapeOf(band: ForecastBand, scale: number): ForecastShape {
  return { ...band, used: band.usedBytes * scale, limit: band.limitBytes * scale };
}

function heightAt({ nowMs, used, limit, etaMs }: ForecastShape, timeMs: number): number {
  return onTheWay({ nowMs, used, limit, endMs: etaMs }, timeMs);
}

function highestOf(columns: readonly ChartColumn[]): number {
  let highest = 0;
  for (const column of columns)
    for (const value of column) if (value !== null && value > highest) highest = value;
  return highest;
}

/** Whether there is something to see of it: not 0 or unknown all along. */
function isPresent(column: ChartColumn): boolean {
  return column.some((value) => value !== null && value > 0);
}

function isUnknown(column: ChartColumn): boolean {
  return column.every((value) => value === null);
}

function lastKnown(column: ChartColumn): number | null {
  for (let index = column.length - 1; index >= 0; index--) {
    const value = column[index] as number | null;
    if (value !== null) return value;
  }
  return null;
}
