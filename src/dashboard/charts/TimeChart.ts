import uPlot from 'uplot';
import { h, setText } from '../element.ts';
import type { ChartColumn, TimeRange } from '../model/frame.ts';
import { formatMoment } from '../model/time.ts';
import { type AxisTicks, axisTicks, type ChartUnit } from '../model/units.ts';
import { type Annotations, paintAnnotations } from './annotations.ts';
import type { ChartDefinition } from './definitions.ts';
import { plotOptions } from './plotOptions.ts';

/** What a chart tells. */
export interface ChartListener {
  /** Row of the frame under the cross-hair, `null` when it left. */
  cursorMoved(index: number | null): void;
  zoomed(range: TimeRange): void;
  zoomReset(): void;
  /** The scales have changed: what lies over the picture must be placed anew. */
  painted(): void;
}

/** What is painted: columns that are stacked already, and what lies beneath them. */
export interface ChartPicture {
  readonly range: TimeRange;
  readonly times: readonly number[];
  readonly columns: readonly ChartColumn[];
  readonly highest: number;
  readonly annotations: Annotations;
}

const heightOfTick = 48;
const emptyPicture: ChartPicture = {
  range: { fromMs: 0, toMs: 1 },
  times: [],
  columns: [],
  highest: 0,
  annotations: { marks: [], collectionTimes: [], limit: undefined, forecast: undefined, compared: undefined },
};

/** One uPlot and its box: sizes itself to the box, paints pictures, shares its cross-hair. */
export class TimeChart {
  /** The picture alone, for what is said of it; marks lie beside it, because a picture has no buttons within. */
  readonly picture: HTMLElement = h('div', { class: 'picture', role: 'img', tabindex: '0' });
  readonly element: HTMLElement = h('div', { class: 'plot' }, this.picture);
  readonly plot: uPlot;
  readonly #time: HTMLElement = h('output', { class: 'cursor-time', hidden: true });
  readonly #observer: ResizeObserver;
  readonly #listener: ChartListener;
  readonly #unit: ChartUnit;
  #picture = emptyPicture;
  #ticks: AxisTicks = axisTicks('bytes', 0, 2);
  #dragging = false;

  constructor(
    definition: ChartDefinition,
    colour: (name: string) => string,
    syncKey: string,
    listener: ChartListener,
  ) {
    this.#listener = listener;
    this.#unit = definition.unit;
    const options = plotOptions(
      {
        definition,
        colour,
        syncKey,
        range: () => this.#picture.range,
        ticks: () => this.#ticks,
        paintBelow: (plot) => paintAnnotations(plot, this.#picture.annotations, colour),
        painted: () => listener.painted(),
        cursorMoved: (plot) => this.#followCursor(plot),
        selected: (range) => listener.zoomed(range),
        dragging: (active) => {
          this.#dragging = active;
        },
        resetZoom: () => listener.zoomReset(),
      },
      300,
      200,
    );
    this.plot = new uPlot(options, [[], ...definition.series.map(() => [])], this.picture);
    this.plot.over.append(this.#time);
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(this.element);
  }

  /** `true` while a range is being drawn with the pointer; the picture must not move then. */
  get dragging(): boolean {
    return this.#dragging;
  }

  /** The limit that is drawn, if there is one. */
  get limit(): number | undefined {
    return this.#picture.annotations.limit;
  }

  show(picture: ChartPicture): void {
    this.#picture = picture;
    this.#ticks = this.#ticksFor(picture);
    this.plot.setData([picture.times, ...picture.columns] as unknown as uPlot.AlignedData);
  }

  setVisible(visible: readonly boolean[]): void {
    visible.forEach((show, index) => {
      if (this.plot.series[index + 1]?.show !== show) this.plot.setSeries(index + 1, { show });
    });
  }

  repaint(): void {
    this.plot.redraw(true, true);
  }

  /** Moves the cross-hair to a row, or away with `null`. */
  moveCursor(index: number | null): void {
    const time = index === null ? undefined : this.#picture.times[index];
    const left = time === undefined ? -10 : this.plot.valToPos(time, 'x');
    this.plot.setCursor({ left, top: time === undefined ? -10 : this.plot.over.clientHeight / 2 });
  }

  destroy(): void {
    this.#observer.disconnect();
    this.plot.destroy();
  }

  #ticksFor({ highest }: ChartPicture): AxisTicks {
    return axisTicks(this.#unit, highest, Math.max(2, Math.floor(this.element.clientHeight / heightOfTick)));
  }

  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.#ticks = this.#ticksFor(this.#picture);
    this.plot.setSize({ width, height });
  }

  #followCursor(plot: uPlot): void {
    const { idx, left = -1 } = plot.cursor;
    const time = idx === null || idx === undefined || left < 0 ? undefined : this.#picture.times[idx];
    this.#time.hidden = time === undefined;
    if (time !== undefined) {
      setText(this.#time, formatMoment(time, this.#picture.range.toMs, true));
      const half = this.#time.offsetWidth / 2;
      const centre = Math.min(Math.max(left, half), plot.over.clientWidth - half);
      this.#time.style.transform = `translateX(${(centre - half).toFixed(1)}px)`;
    }
    this.#listener.cursorMoved(time === undefined ? null : (idx as number));
  }
}
