import type { MemoryLimit } from '../../wire/capacity.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import type { Compared } from '../Comparison.ts';
import type { ExportedChart } from '../exports/WindowExport.ts';
import { derivedColumns } from '../model/derived.ts';
import type { ForecastBand } from '../model/forecastBand.ts';
import type { Frame, TimeRange } from '../model/frame.ts';
import { marksOf } from '../model/marks.ts';
import { formatMoment } from '../model/time.ts';
import { ChartPanel, type PanelListener } from './ChartPanel.ts';
import { charts } from './definitions.ts';
import { type GestureListener, listenForGestures } from './gestures.ts';

/** What the board tells. */
export interface BoardListener extends GestureListener {
  zoomed(range: TimeRange): void;
  zoomReset(): void;
  markChosen(key: string): void;
  /** A line was shown or taken away. */
  toggled(): void;
}

/** What all charts show together. */
export interface BoardState {
  readonly frame: Frame;
  readonly compared: Compared | undefined;
  /** Usual milliseconds between two samples. */
  readonly intervalMs: number;
  readonly events: readonly MemoryEvent[];
  readonly selectedKey: string | undefined;
  readonly limits: readonly MemoryLimit[];
  readonly forecast: ForecastBand | undefined;
  readonly todayMs: number;
}

const closestBadgesPixels = 20;
let boards = 0;

function completed(frame: Frame, intervalMs: number): Frame {
  return { ...frame, columns: { ...frame.columns, ...derivedColumns(frame, intervalMs) } };
}

/** The charts that share one time axis and one cross-hair. */
export class ChartBoard {
  readonly panels: readonly ChartPanel[];
  #state: BoardState | undefined;
  #cursor: number | null = null;

  constructor(colour: (name: string) => string, listener: BoardListener) {
    const syncKey = `tidemark-${++boards}`;
    const panelListener: PanelListener = {
      ...listener,
      cursorMoved: (index) => this.#moved(index),
      toggled: () => {
        this.#showValues();
        listener.toggled();
      },
    };
    this.panels = charts.map((definition) => new ChartPanel(definition, colour, syncKey, panelListener));
    for (const { chart } of this.panels) listenForGestures(chart.element, listener);
    for (const type of ['beforeprint', 'afterprint']) addEventListener(type, this.#paintAll);
  }

  /** The charts as they stand on the screen. */
  get pictures(): ExportedChart[] {
    return this.panels.flatMap(({ picture }) => picture ?? []);
  }

  /** Names of the lines that are not shown: `heap.liveBytes`. */
  get hidden(): string[] {
    return this.panels.flatMap((panel) => panel.hidden);
  }

  /** Shows all lines but these. */
  hide(keys: readonly string[]): void {
    for (const panel of this.panels) panel.hide(keys);
  }

  /** Time under the cross-hair; `undefined` where there is none. */
  get pointedMs(): number | undefined {
    return this.#cursor === null ? undefined : this.#state?.frame.times[this.#cursor];
  }

  /** Paints, unless a range is being drawn with the pointer. */
  update(state: BoardState): void {
    if (this.panels.some(({ chart }) => chart.dragging)) return;
    this.#state = state;
    const frame = completed(state.frame, state.intervalMs);
    // Legends that say "then –" of every line would say nothing.
    const compared = state.compared?.empty
      ? undefined
      : state.compared && {
          ...state.compared,
          frame: completed(state.compared.frame, state.intervalMs),
        };
    const marks = marksOf(this.#marked(state.events), state.frame.range, this.#closestMs(state.frame.range));
    for (const panel of this.panels) panel.update({ ...state, frame, compared, marks });
    this.#showValues();
  }

  repaint(): void {
    for (const { chart } of this.panels) chart.repaint();
  }

  describe(): void {
    for (const panel of this.panels) panel.describe();
  }

  /** Moves the cross-hair by rows; from outside it starts at the newest. Answers with the values there, in words. */
  step(rows: number): string | undefined {
    const times = this.#state?.frame.times ?? [];
    if (times.length === 0) return undefined;
    const start = this.#cursor ?? (rows < 0 ? times.length : -1);
    const index = Math.min(Math.max(start + rows, 0), times.length - 1);
    this.moveCursor(index);
    const words = this.panels.flatMap((panel) => panel.describeRow(index) || []).join('; ');
    return `${formatMoment(times[index] as number, times.at(-1) as number, true)}: ${words}`;
  }

  /** Moves the cross-hair of all charts to the row nearest to a time. */
  pointAt(timeMs: number): void {
    const times = this.#state?.frame.times ?? [];
    const after = times.findIndex((time) => time >= timeMs);
    this.moveCursor(after === -1 ? times.length - 1 : after);
  }

  moveCursor(index: number | null): void {
    // Charts that nobody sees do not tell where their cross-hair is.
    this.#moved(index);
    for (const { chart } of this.panels) chart.moveCursor(index);
  }

  destroy(): void {
    for (const type of ['beforeprint', 'afterprint']) removeEventListener(type, this.#paintAll);
    for (const { chart } of this.panels) chart.destroy();
  }

  #moved(index: number | null): void {
    if (index === this.#cursor) return;
    this.#cursor = index;
    for (const { chart } of this.panels) chart.row = index;
    this.#showValues();
  }

  /** On paper all charts are seen, and they are as wide as it is, or as the screen again: the theme has heard of it before. */
  readonly #paintAll = (): void => {
    for (const { chart } of this.panels) chart.refit();
  };

  #showValues(): void {
    for (const panel of this.panels) panel.showValues(this.#cursor);
  }

  /** Pressure changes go with a crossing that is marked already. */
  #marked(events: readonly MemoryEvent[]): readonly MemoryEvent[] {
    return events.filter(({ type }) => type !== 'memory:pressure_changed');
  }

  #closestMs({ fromMs, toMs }: TimeRange): number {
    const width = this.panels[0]?.chart.width || 1;
    return ((toMs - fromMs) / width) * closestBadgesPixels;
  }
}
