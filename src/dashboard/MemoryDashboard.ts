import { capacityOf } from '../wire/capacity.ts';
import { Comparison } from './Comparison.ts';
import { ChartBoard } from './charts/ChartBoard.ts';
import { chartFields } from './charts/definitions.ts';
import { DashboardFeed } from './DashboardFeed.ts';
import { h } from './element.ts';
import { exportedWindow } from './exportedWindow.ts';
import type { WindowExport } from './exports/WindowExport.ts';
import { FileOpening } from './FileOpening.ts';
import { listenForKeys } from './keyboard.ts';
import { LiveRegion } from './LiveRegion.ts';
import { defaultSpanMs, type MemoryDashboardOptions } from './MemoryDashboardOptions.ts';
import { keyOf } from './model/EventLog.ts';
import { bandFor, futureShare } from './model/forecastBand.ts';
import { frameOf } from './model/frame.ts';
import { marksOf } from './model/marks.ts';
import type { Extent } from './model/SampleStore.ts';
import { TimeWindow } from './model/TimeWindow.ts';
import { untroubledWords } from './model/untroubled.ts';
import type { ViewState } from './model/viewState.ts';
import { windowState } from './model/windowState.ts';
import { noticeOf } from './noticeOf.ts';
import { CapacityMeter } from './panels/CapacityMeter.ts';
import { EventList } from './panels/EventList.ts';
import { ExportMenu } from './panels/ExportMenu.ts';
import { IncidentPanel } from './panels/IncidentPanel.ts';
import { Masthead } from './panels/Masthead.ts';
import { Notice } from './panels/Notice.ts';
import { OverviewStrip } from './panels/OverviewStrip.ts';
import { PressurePanel } from './panels/PressurePanel.ts';
import { ProcessPicker } from './panels/ProcessPicker.ts';
import { StateChip } from './panels/StateChip.ts';
import { Toolbar } from './panels/Toolbar.ts';
import { ToolShelf } from './panels/ToolShelf.ts';
import { styleSheets } from './styles.ts';
import { Theme } from './Theme.ts';
import { ViewLink } from './ViewLink.ts';
import { verdictNow } from './verdictNow.ts';

/**
 * The live memory of a source's processes, within an element of any page. It lives in a shadow root: styles go
 * neither in nor out.
 */
export class MemoryDashboard {
  readonly #root: HTMLElement = h('div', { class: 'tidemark', tabindex: '-1' });
  readonly #host: HTMLElement = h('div');
  readonly #now: () => number;
  readonly #recorded: boolean;
  readonly #spanMs: number;
  readonly #window: TimeWindow;
  readonly #theme: Theme;
  readonly #feed: DashboardFeed;
  readonly #board: ChartBoard;
  readonly #masthead: Masthead;
  readonly #picker = new ProcessPicker((id) => this.#select(id));
  readonly #chip = new StateChip();
  readonly #toolbar: Toolbar;
  readonly #files: FileOpening;
  readonly #capacity = new CapacityMeter();
  readonly #incidents = new IncidentPanel((timeMs) => this.#showMoment(timeMs));
  readonly #pressure = new PressurePanel();
  readonly #tools: ToolShelf;
  readonly #events = new EventList((event) => this.#showMoment(event.time, keyOf(event)));
  readonly #notice = new Notice((id) => this.#select(id));
  readonly #content: HTMLElement;
  readonly #overview: OverviewStrip;
  readonly #comparison = new Comparison(() => this.#schedule());
  readonly #link: ViewLink;
  readonly #liveRegion = new LiveRegion();
  #selectedKey: string | undefined;
  #frameRequest = 0;

  /** @param element where the dashboard is put; what it holds already is left alone */
  constructor(
    element: Element,
    { source, address, spanMs = defaultSpanMs, now = Date.now, tools, report }: MemoryDashboardOptions,
  ) {
    this.#now = now;
    this.#feed = source instanceof DashboardFeed ? source : new DashboardFeed(source, now);
    this.#recorded = this.#feed.source.recorded === true;
    this.#spanMs = spanMs;
    this.#tools = new ToolShelf(tools);
    this.#window = new TimeWindow(spanMs);
    element.append(this.#host);
    const shadow = this.#host.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = styleSheets();
    shadow.append(this.#root);
    this.#theme = new Theme(this.#root, () => {
      this.#board.repaint();
      this.#overview.repaint();
      this.#schedule();
    });
    this.#board = new ChartBoard(this.#theme.colour, {
      zoomed: (range) => this.#change(() => this.#window.zoom(range)),
      zoomReset: () => this.#backToLive(),
      markChosen: (key) => this.#chooseMark(key),
      toggled: () => this.#schedule(),
      touched: () => this.#inWindow((extent) => this.#window.pause(extent)),
      panned: (share) => this.#inWindow((extent) => this.#window.pan(share, extent)),
      scaled: (factor) => this.#scale(factor),
    });
    this.#overview = new OverviewStrip(
      this.#theme.colour,
      {
        windowChosen: (range, live) =>
          this.#change(() =>
            live ? this.#window.choose(range.toMs - range.fromMs) : this.#window.zoom(range),
          ),
        backToLive: () => this.#backToLive(),
        comparisonEnded: () => this.#comparison.end(),
        compared: (timeMs) => this.#comparison.pick(timeMs),
      },
      this.#comparison.element,
    );
    const mount = (place: Element, given: MemoryDashboardOptions): MemoryDashboard =>
      new MemoryDashboard(place, { ...given, now, report });
    this.#files = new FileOpening(this.#root, this.#host, mount);
    const saving = new ExportMenu(() => this.#exported(), report);
    this.#toolbar = new Toolbar([this.#files.element, saving.element], {
      spanChosen: (chosen) => this.#change(() => this.#window.choose(chosen)),
      pauseToggled: () => this.#inWindow((extent) => this.#window.toggle(extent)),
      themeToggled: () => this.#theme.toggle(),
    });
    this.#masthead = new Masthead(
      {
        picker: this.#picker.element,
        chip: this.#chip.element,
        toolbar: this.#toolbar.element,
        capacity: this.#capacity.element,
      },
      () => this.#incidents.reveal(),
    );
    this.#content = h(
      'main',
      { class: 'board' },
      this.#overview.element,
      ...this.#board.panels.map((panel) => panel.element),
      this.#incidents.element,
      this.#pressure.element,
      this.#events.element,
      this.#tools.element,
    );
    this.#root.append(this.#masthead.element, this.#notice.element, this.#content, this.#liveRegion.element);
    listenForKeys(this.#root, {
      pauseToggled: () => this.#inWindow((extent) => this.#window.toggle(extent)),
      backToLive: () => this.#comparison.end() || this.#backToLive(),
      scaled: (factor) => this.#scale(factor),
      stepped: (rows) => this.#liveRegion.answer(this.#board.step(rows) ?? ''),
    });
    this.#feed.listen({
      changed: () => this.#schedule(),
      sampleArrived: () => this.#window.sampleArrived(),
    });
    this.#link = new ViewLink(address, (state) => this.#apply(state));
    this.#apply(this.#link.read());
  }

  /** Takes the keyboard: Space, Esc and the arrows work from then on. */
  focus(): void {
    this.#root.focus({ preventScroll: true });
  }

  /** Ends the stream and takes the dashboard off the page. */
  destroy(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#files.destroy();
    this.#feed.destroy();
    this.#board.destroy();
    this.#overview.destroy();
    this.#link.destroy();
    this.#theme.destroy();
    this.#host.remove();
  }

  #schedule(): void {
    this.#frameRequest ||= requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#render();
    });
  }

  #change(change: () => void): void {
    change();
    this.#schedule();
  }

  #select(id: string): void {
    this.#selectedKey = undefined;
    this.#window.resume();
    this.#feed.prefer(id);
  }

  #apply({ process, spanMs, range, hidden, compareMs }: ViewState): void {
    if (process !== undefined) this.#feed.prefer(process);
    if (range) this.#window.zoom(range);
    else this.#window.choose(spanMs ?? this.#spanMs);
    this.#board.hide(hidden);
    this.#comparison.choose(compareMs);
    this.#schedule();
  }

  /** Changes the window, where there is something to show in one. */
  #inWindow(change: (extent: Extent) => void): void {
    const extent = this.#feed.store.extent;
    if (extent) this.#change(() => change(extent));
  }

  #scale(factor: number): void {
    this.#inWindow((extent) => this.#window.scale(factor, this.#board.pointedMs, extent));
  }

  #backToLive(): void {
    this.#selectedKey = undefined;
    this.#board.moveCursor(null);
    this.#change(() => this.#window.resume());
  }

  #chooseMark(key: string): void {
    this.#selectedKey = key;
    this.#render();
    this.#events.reveal(key);
  }

  /** Points at a moment on the charts; a window that does not hold it moves there. */
  #showMoment(timeMs: number, key = this.#selectedKey): void {
    this.#selectedKey = key;
    const { extent } = this.#feed.store;
    if (extent === undefined) return;
    this.#window.reveal(timeMs, extent);
    this.#render();
    // The plots take new scales over in a microtask of their own, queued by the line above.
    queueMicrotask(() => this.#board.pointAt(timeMs));
  }

  #render(): void {
    const { selected, store, events, connection } = this.#feed;
    const { extent } = store;
    const [verdict, capacity] = [verdictNow(this.#feed), capacityOf(store.latestRow())];
    const notice = noticeOf(this.#feed);
    const nowMs = extent?.lastMs ?? 0;
    const untroubled = untroubledWords(verdict, this.#feed.source.samplesOnly);
    this.#incidents.update(events, selected, nowMs, untroubled.incidents);
    this.#pressure.update(events, capacity, nowMs);
    this.#tools.update(selected);
    this.#masthead.update(verdict, this.#incidents.explains);
    this.#chip.update(this.#recorded ? 'recorded' : connection === 'open' ? selected?.state : connection);
    this.#capacity.update(capacity);
    this.#picker.update(this.#feed);
    this.#toolbar.update({ window: this.#window, theme: this.#theme.name, recorded: this.#recorded });
    this.#notice.update(notice, this.#now());
    this.#content.hidden = notice !== undefined;
    this.#root.toggleAttribute('data-blank', notice !== undefined);
    this.#root.dataset.connection = connection;
    this.#events.update(events, this.#selectedKey, nowMs, untroubled.events);
    if (extent && notice === undefined) {
      const forecast = bandFor(selected, events, store.latestRow());
      this.#window.lookAhead(forecast ? futureShare : 0);
      const range = this.#window.range(extent);
      const frame = frameOf(store, chartFields, range);
      const compared = this.#comparison.of(store, range);
      this.#overview.update({
        store,
        extent,
        range,
        compared,
        marks: marksOf(events, { fromMs: extent.firstMs, toMs: extent.lastMs }, 0),
        state: windowState({
          ...{ connection, process: selected, recorded: this.#recorded, range, extent },
          ...{ live: this.#window.live, arrived: this.#window.arrived, sampleCount: frame.sampleCount },
          todayMs: this.#now(),
        }),
      });
      this.#board.update({
        frame,
        compared,
        intervalMs: selected?.identity.intervalMs || 1_000,
        events,
        selectedKey: this.#selectedKey,
        limits: capacity.limits,
        forecast,
        todayMs: this.#now(),
      });
    }
    this.#link.update({
      process: this.#feed.preferredId,
      spanMs: this.#window.spanMs === this.#spanMs ? undefined : this.#window.spanMs,
      range: this.#window.fixed,
      hidden: this.#board.hidden,
      compareMs: this.#comparison.offsetMs,
    });
    const spoken = this.#feed.loaded ? [verdict.headline, ...verdict.details].join('. ') : '';
    if (this.#liveRegion.announce(spoken, this.#now())) this.#board.describe();
  }

  #exported(): WindowExport | undefined {
    const look = { charts: this.#board.pictures, colour: this.#theme.colour };
    return exportedWindow(this.#feed, this.#window, look, this.#feed.nowMs);
  }
}
