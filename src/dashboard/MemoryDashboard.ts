import { capacityOf } from '../wire/capacity.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { ChartBoard } from './charts/ChartBoard.ts';
import { chartFields } from './charts/definitions.ts';
import { DashboardFeed } from './DashboardFeed.ts';
import { h } from './element.ts';
import { listenForKeys } from './keyboard.ts';
import { LiveRegion } from './LiveRegion.ts';
import { keyOf } from './model/EventLog.ts';
import { standingForecast } from './model/forecast.ts';
import { forecastBand, futureShare } from './model/forecastBand.ts';
import { frameOf } from './model/frame.ts';
import { liveSizeCourse } from './model/liveSize.ts';
import { TimeWindow } from './model/TimeWindow.ts';
import { type Verdict, verdictOf } from './model/verdict.ts';
import { noticeOf } from './noticeOf.ts';
import { CapacityMeter } from './panels/CapacityMeter.ts';
import { EventList } from './panels/EventList.ts';
import { IncidentPanel } from './panels/IncidentPanel.ts';
import { Masthead } from './panels/Masthead.ts';
import { Notice } from './panels/Notice.ts';
import { ProcessPicker } from './panels/ProcessPicker.ts';
import { StateChip } from './panels/StateChip.ts';
import { Toolbar } from './panels/Toolbar.ts';
import type { DashboardSource } from './sources/DashboardSource.ts';
import { styleSheets } from './styles.ts';
import { Theme } from './Theme.ts';

/** Options of a {@link MemoryDashboard}. */
export interface MemoryDashboardOptions {
  readonly source: DashboardSource;
  /** What is shown of the past at first, in milliseconds; `Infinity` for everything. @default 300000 */
  readonly spanMs?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

const defaultSpanMs = 300_000;

/**
 * The live memory of a source's processes, within an element of any page. It lives in a shadow root: styles go
 * neither in nor out.
 */
export class MemoryDashboard {
  readonly #root: HTMLElement = h('div', { class: 'tidemark', tabindex: '-1' });
  readonly #host: HTMLElement = h('div');
  readonly #now: () => number;
  readonly #window: TimeWindow;
  readonly #theme: Theme;
  readonly #feed: DashboardFeed;
  readonly #board: ChartBoard;
  readonly #masthead: Masthead;
  readonly #picker = new ProcessPicker((id) => this.#select(id));
  readonly #chip = new StateChip();
  readonly #toolbar: Toolbar;
  readonly #capacity = new CapacityMeter();
  readonly #incidents = new IncidentPanel((timeMs) => this.#showMoment(timeMs));
  readonly #events = new EventList((event) => this.#show(event));
  readonly #notice = new Notice();
  readonly #content: HTMLElement;
  readonly #liveRegion = new LiveRegion();
  #selectedKey: string | undefined;
  #frameRequest = 0;

  /** @param element where the dashboard is put; what it holds already is left alone */
  constructor(element: Element, { source, spanMs = defaultSpanMs, now = Date.now }: MemoryDashboardOptions) {
    this.#now = now;
    this.#window = new TimeWindow(spanMs);
    element.append(this.#host);
    const shadow = this.#host.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = styleSheets();
    shadow.append(this.#root);
    this.#theme = new Theme(this.#root, () => {
      this.#board.repaint();
      this.#schedule();
    });
    this.#board = new ChartBoard(this.#theme.colour, {
      zoomed: (range) => this.#change(() => this.#window.zoom(range)),
      zoomReset: () => this.#backToLive(),
      markChosen: (key) => this.#chooseMark(key),
    });
    this.#toolbar = new Toolbar({
      spanChosen: (chosen) => this.#change(() => this.#window.choose(chosen)),
      pauseToggled: () => this.#togglePause(),
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
      ...this.#board.panels.map((panel) => panel.element),
      this.#incidents.element,
      this.#events.element,
    );
    this.#root.append(this.#masthead.element, this.#notice.element, this.#content, this.#liveRegion.element);
    listenForKeys(this.#root, {
      pauseToggled: () => this.#togglePause(),
      backToLive: () => this.#backToLive(),
      stepped: (rows) => this.#liveRegion.answer(this.#board.step(rows) ?? ''),
    });
    this.#feed = new DashboardFeed(
      source,
      { changed: () => this.#schedule(), sampleArrived: () => this.#window.sampleArrived() },
      now,
    );
    this.#schedule();
  }

  /** Takes the keyboard: Space, Esc and the arrows work from then on. */
  focus(): void {
    this.#root.focus({ preventScroll: true });
  }

  /** Ends the stream and takes the dashboard off the page. */
  destroy(): void {
    cancelAnimationFrame(this.#frameRequest);
    this.#feed.destroy();
    this.#board.destroy();
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
    this.#feed.select(id);
  }

  #togglePause(): void {
    const extent = this.#feed.store.extent;
    if (!this.#window.live) this.#window.resume();
    else if (extent) this.#window.pause(extent);
    this.#schedule();
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

  #show(event: MemoryEvent): void {
    this.#selectedKey = keyOf(event);
    this.#showMoment(event.time);
  }

  /** Points at a moment on the charts; a window that does not hold it moves there. */
  #showMoment(timeMs: number): void {
    const extent = this.#feed.store.extent;
    if (extent === undefined) return;
    const { fromMs, toMs } = this.#window.range(extent);
    if (timeMs < fromMs || timeMs > toMs) {
      const half = (toMs - fromMs) / 2;
      this.#window.zoom({ fromMs: timeMs - half, toMs: timeMs + half });
    }
    this.#render();
    // The plots take new scales over in a microtask of their own, queued by the line above.
    queueMicrotask(() => this.#board.pointAt(timeMs));
  }

  #render(): void {
    const { selected, store, events, processes, connection } = this.#feed;
    const extent = store.extent;
    const verdict = this.#verdict();
    const capacity = capacityOf(store.latestRow());
    const notice = noticeOf(this.#feed);
    this.#incidents.update(events, selected, extent?.lastMs ?? 0);
    this.#masthead.update(verdict, this.#incidents.any);
    this.#chip.update(connection === 'open' ? selected?.state : connection);
    this.#capacity.update(capacity);
    this.#picker.update({
      processes: processes.listed(),
      selected,
      rssBytes: (id) => this.#feed.rssBytes(id),
    });
    this.#toolbar.update({
      spanMs: this.#window.spanMs,
      live: this.#window.live,
      arrived: this.#window.arrived,
      theme: this.#theme.name,
    });
    this.#notice.update(notice);
    this.#content.hidden = notice !== undefined;
    this.#root.toggleAttribute('data-blank', notice !== undefined);
    this.#root.dataset.connection = connection;
    this.#events.update(events, this.#selectedKey, extent?.lastMs ?? 0);
    if (extent && notice === undefined) {
      const standing = selected?.state === 'gone' ? undefined : standingForecast(events, extent.lastMs);
      const forecast = standing && forecastBand(standing, store.latestRow());
      this.#window.lookAhead(forecast ? futureShare : 0);
      const frame = frameOf(store, chartFields, this.#window.range(extent));
      this.#board.update({
        frame,
        events,
        selectedKey: this.#selectedKey,
        limits: capacity.limits,
        forecast,
      });
    }
    const words = [verdict.headline, ...verdict.details].join('. ');
    if (this.#liveRegion.announce(words, this.#now())) this.#board.describe();
  }

  #verdict(): Verdict {
    const { selected, events, store } = this.#feed;
    if (selected === undefined) return { tone: 'quiet', headline: 'Nothing to watch yet', details: [] };
    return verdictOf({
      process: selected,
      events,
      liveSize: liveSizeCourse(store),
      nowMs: store.extent?.lastMs,
    });
  }
}
