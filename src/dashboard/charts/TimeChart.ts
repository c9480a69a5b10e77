import uPlot from 'uplot';
import { h, setText } from '../element.ts';
import type { ChartColumn, TimeRange } from '../model/frame.ts';
import { formatMoment } from '../model/time.ts';
import { type AxisTicks, axisTicks } from '../model/units.ts';
import { type Annotations, paintAnnotations } from './annotations.ts';
import type { ChartDefinition } from './definitions.ts';
import { type PlotContext, plotOptions } from './plotOptions.ts';

/** What a chart tells. */
export interface ChartListener {
  /** Row of the frame under the cross-hair, `null` when it left. */
  cursorMoved(index: number | null): void;
  zoomed(range: TimeRange): void;
  zoomReset(): void;
  /** The scales have changed: what lies over the picture must be placed anew. */
  painted(plot: uPlot): void;
}

/** What is painted: columns that are stacked already, and what lies beneath them. */
export interface ChartPicture {
  readonly range: TimeRange;
  readonly todayMs: number;
  readonly times: readonly number[];
  readonly columns: readonly ChartColumn[];
  readonly highest: number;
  readonly annotations: Annotations;
}

const heightOfTick = 48;
const emptyPicture: ChartPicture = {
  range: { fromMs: 0, toMs: 1 },
  todayMs: 0,
  times: [],
  columns: [],
  highest: 0,
  annotations: { marks: [], collectionTimes: [], limit: undefined, forecast: undefined, compared: undefined },
};

/** From so many rows a pixel on, most of them cannot be seen. */
const manyRows = 4;
/** Leaves out of them what cannot be seen, once it is loaded: until then all are drawn, which takes longer. */
let thin: typeof import('../model/thinned.ts')['thinned'] | undefined;

function loadThinning(): void {
  import('../model/thinned.ts').then(
    ({ thinned }) => (thin = thinned),
    // Its server is gone: it is asked for again with the next picture.
    () => {},
  );
}

/** How far below what is seen a chart is painted already, so that it is there when somebody scrolls. */
const aheadPixels = 300;

/**
 * One uPlot and its box: sizes itself to the box, paints pictures, shares its cross-hair. It is made when its box has a size
 * and comes into view, and painted anew only while it is seen.
 */
export class TimeChart {
  /** The picture alone, for what is said of it; marks lie beside it, because a picture has no buttons within. */
  readonly picture: HTMLElement = h('div', { class: 'picture', role: 'img', tabindex: '0' });
  readonly element: HTMLElement = h('div', { class: 'plot' }, this.picture);
  /** Row under the cross-hair of all charts, for when this one is seen again. */
  row: number | null = null;
  readonly #time: HTMLElement = h('output', { class: 'cursor-time', hidden: true });
  readonly #above: HTMLElement[] = [this.#time];
  readonly #sizes: ResizeObserver;
  readonly #views: IntersectionObserver;
  readonly #listener: ChartListener;
  readonly #definition: ChartDefinition;
  readonly #options: () => uPlot.Options;
  #plot: uPlot | undefined;
  #size = { width: 0, height: 0 };
  #picture = emptyPicture;
  #visible: readonly boolean[] = [];
  #ticks: AxisTicks = axisTicks('bytes', 0, 2);
  #seen = false;
  #stale = false;
  /** Whether the plot has older times than what was shown last: it takes the cross-hair for another moment then. */
  #behind = false;
  #dragging = false;

  constructor(
    definition: ChartDefinition,
    colour: (name: string) => string,
    syncKey: string,
    listener: ChartListener,
  ) {
    this.#listener = listener;
    this.#definition = definition;
    const context: Omit<PlotContext, 'letterPixels'> = {
      definition,
      colour,
      syncKey,
      range: () => this.#picture.range,
      todayMs: () => this.#picture.todayMs,
      ticks: () => this.#ticks,
      paintBelow: (plot) => paintAnnotations(plot, this.#picture.annotations, colour),
      painted: (plot) => listener.painted(plot),
      cursorMoved: (plot) => this.#followCursor(plot),
      selected: (range) => this.#behind || listener.zoomed(range),
      dragging: (active) => {
        this.#dragging = active;
      },
      resetZoom: () => listener.zoomReset(),
    };
    this.#options = () => {
      const letterPixels = Number.parseFloat(getComputedStyle(this.element).fontSize);
      return plotOptions({ ...context, letterPixels }, this.#size.width, this.#size.height);
    };
    this.#sizes = new ResizeObserver(([entry]) => entry && this.#fit(entry.contentRect));
    this.#sizes.observe(this.element);
    this.#views = new IntersectionObserver((entries) => this.#see(entries.at(-1)?.isIntersecting === true), {
      rootMargin: `${aheadPixels}px`,
    });
    this.#views.observe(this.element);
  }

  /** `true` while a range is being drawn with the pointer; the picture must not move then. */
  get dragging(): boolean {
    return this.#dragging;
  }

  /** The limit that is drawn, if there is one. */
  get limit(): number | undefined {
    return this.#picture.annotations.limit;
  }

  /** Pixels from the first moment to the last; before it is laid out, what it can be at most. */
  get width(): number {
    return this.#plot ? this.#plot.bbox.width / uPlot.pxRatio : innerWidth;
  }

  /** What is painted, as new as what was shown last; `undefined` where there is no room for it. */
  get canvas(): HTMLCanvasElement | undefined {
    this.catchUp();
    this.#plot?.batch(() => {});
    return this.#plot?.ctx.canvas;
  }

  /** Lays something over the picture, in pixels from the left and from the top of it. */
  layOver(element: HTMLElement): void {
    this.#above.push(element);
  }

  show(picture: ChartPicture): void {
    this.#picture = picture;
    this.#stale = true;
    if (this.#seen) this.catchUp();
    else this.#behind = true;
  }

  /** Paints what was shown last, also where nobody sees it, and moves the cross-hair to where those of the others are. */
  catchUp(): void {
    this.#paint();
    if (!this.#behind || this.#stale || this.#plot === undefined) return;
    // Takes the new scales over at once: by the old ones the row would be elsewhere.
    this.#plot.batch(() => {});
    this.#behind = false;
    this.moveCursor(this.row);
  }

  /** Takes over the size of its box at once, and paints, also where nobody sees it. */
  refit(): void {
    this.#fit(this.element.getBoundingClientRect());
    this.catchUp();
    this.#plot?.batch(() => {});
  }

  setVisible(visible: readonly boolean[]): void {
    this.#visible = visible;
    visible.forEach((show, index) => {
      if (this.#plot && this.#plot.series[index + 1]?.show !== show)
        this.#plot.setSeries(index + 1, { show });
    });
  }

  repaint(): void {
    this.#plot?.redraw(true, true);
  }

  /** Moves the cross-hair to a row, or away with `null`; where nobody sees it, when somebody does. */
  moveCursor(index: number | null): void {
    this.row = index;
    const plot = this.#plot;
    if (plot === undefined || this.#behind) return;
    const time = index === null ? undefined : this.#picture.times[index];
    const left = time === undefined ? -10 : plot.valToPos(time, 'x');
    plot.setCursor({ left, top: left < 0 ? -10 : plot.over.clientHeight / 2 });
  }

  destroy(): void {
    this.#sizes.disconnect();
    this.#views.disconnect();
    this.#plot?.destroy();
  }

  /** Takes over what was shown last, and makes the plot where there is none yet. */
  #paint(): void {
    const { width, height } = this.#size;
    if (!this.#stale || width === 0 || height === 0) return;
    this.#stale = false;
    this.#ticks = this.#ticksFor(this.#picture);
    const { times, columns, range } = this.#picture;
    const pixels = Math.ceil(this.width * uPlot.pxRatio);
    if (thin === undefined && times.length > manyRows * pixels) loadThinning();
    const data = (thin?.(times, columns, range, pixels) ?? [
      times,
      ...columns,
    ]) as unknown as uPlot.AlignedData;
    if (this.#plot) this.#plot.setData(data);
    else this.#open(data);
  }

  #open(data: uPlot.AlignedData): void {
    this.#plot = new uPlot(this.#options(), data, this.picture);
    this.#plot.over.append(...this.#above);
    this.setVisible(this.#visible);
  }

  #see(seen: boolean): void {
    this.#seen = seen;
    if (seen) this.catchUp();
  }

  #ticksFor({ highest }: ChartPicture): AxisTicks {
    const most = Math.max(2, Math.floor(this.#size.height / heightOfTick));
    return axisTicks(this.#definition.unit, highest, most);
  }

  #fit({ width, height }: DOMRectReadOnly): void {
    this.#size = { width: Math.round(width), height: Math.round(height) };
    if (width === 0 || height === 0) return;
    if (this.#plot) {
      this.#ticks = this.#ticksFor(this.#picture);
      this.#plot.setSize(this.#size);
      this.show(this.#picture);
    } else if (this.#definition.marked) {
      // Those who tell what is seen do so a frame later, and the first picture need not wait for them, nor for the others.
      this.#see(this.element.getBoundingClientRect().top < innerHeight);
    }
  }

  /** Several rows may share a pixel: then it is the one that was chosen, or the first that is painted. */
  #rowUnder(plot: uPlot, left: number): number | null {
    const { times } = this.#picture;
    const { idx } = plot.cursor;
    if (idx == null || left < 0) return null;
    const chosen = times[this.row ?? -1];
    if (chosen !== undefined && Math.abs(plot.valToPos(chosen, 'x') - left) < 1) return this.row;
    return times.indexOf(plot.data[0][idx]!);
  }

  #followCursor(plot: uPlot): void {
    if (this.#behind) return;
    const { left = -1 } = plot.cursor;
    const row = this.#rowUnder(plot, left);
    const time = row === null ? undefined : this.#picture.times[row];
    this.#time.hidden = time === undefined;
    if (time !== undefined) {
      setText(this.#time, formatMoment(time, this.#picture.range.toMs, true));
      const half = this.#time.offsetWidth / 2;
      const centre = Math.min(Math.max(left, half), plot.over.clientWidth - half);
      this.#time.style.transform = `translateX(${(centre - half).toFixed(1)}px)`;
    }
    this.#listener.cursorMoved(row);
  }
}
