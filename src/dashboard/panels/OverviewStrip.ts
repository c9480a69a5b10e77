import type { Compared } from '../Comparison.ts';
import { h, setAttribute, setText } from '../element.ts';
import { type BrushPart, between, moved, reachesEnd, scaled } from '../model/brush.ts';
import type { TimeRange } from '../model/frame.ts';
import type { Mark } from '../model/marks.ts';
import type { Extent, SampleStore } from '../model/SampleStore.ts';
import { formatMoment } from '../model/time.ts';
import type { WindowState } from '../model/windowState.ts';
import { OverviewPicture } from './OverviewPicture.ts';

/** What the strip tells. */
export interface OverviewListener {
  /** A window was chosen; `live` when it was moved up to the newest sample. */
  windowChosen(range: TimeRange, live: boolean): void;
  backToLive(): void;
  /** There is nothing to compare with, and no wish to see that any longer. */
  comparisonEnded(): void;
  /** The range about a time was picked to be compared with. */
  compared(timeMs: number): void;
}

/** What the strip shows. */
export interface OverviewState {
  readonly store: SampleStore;
  readonly extent: Extent;
  readonly range: TimeRange;
  readonly compared: Compared | undefined;
  readonly marks: readonly Mark[];
  readonly state: WindowState;
}

interface Grip {
  readonly part: BrushPart | 'new' | 'compared';
  readonly startMs: number;
  readonly range: TimeRange;
}

const partNames: { readonly [Part in BrushPart]: string } = {
  start: 'Start of the window',
  window: 'Window',
  end: 'End of the window',
};
const smallStep = 0.1;

/** The whole history in small, and a brush over it that chooses what the charts show. */
export class OverviewStrip {
  readonly element: HTMLElement;
  readonly #listener: OverviewListener;
  readonly #picture: OverviewPicture;
  readonly #ghost: HTMLElement = h('div', { class: 'ghost' });
  readonly #brush: HTMLElement = h('div', { class: 'brush' });
  readonly #track: HTMLElement;
  readonly #parts: Readonly<Record<BrushPart, HTMLElement>>;
  readonly #words: HTMLElement = h('p', { class: 'window-words' });
  readonly #back: HTMLButtonElement = h('button', { type: 'button', class: 'back' });
  #state: OverviewState | undefined;
  #grip: Grip | undefined;

  /** @param comparison stands beside what is said of the window */
  constructor(colour: (name: string) => string, listener: OverviewListener, comparison: HTMLElement) {
    this.#listener = listener;
    this.#picture = new OverviewPicture(colour);
    const part = (name: BrushPart): HTMLElement => {
      const label = { role: 'slider', tabindex: '0', 'aria-label': partNames[name] };
      const element = h('div', { class: `brush-${name}`, 'data-part': name, ...label });
      element.addEventListener('keydown', (event) => this.#steer(name, event));
      return element;
    };
    this.#parts = { window: part('window'), start: part('start'), end: part('end') };
    this.#brush.append(this.#parts.start, this.#parts.window, this.#parts.end);
    this.#track = h('div', { class: 'overview-track' }, this.#picture.element, this.#ghost, this.#brush);
    this.#track.addEventListener('pointerdown', (event) => this.#take(event));
    this.#track.addEventListener('pointermove', (event) => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.#track.addEventListener(end, () => {
        this.#grip = undefined;
      });
    }
    this.#track.addEventListener('dblclick', () => listener.backToLive());
    this.#back.addEventListener('click', () =>
      this.#state?.compared?.empty ? listener.comparisonEnded() : listener.backToLive(),
    );
    this.element = h(
      'section',
      { class: 'panel overview', 'aria-label': 'Whole history' },
      h('div', { class: 'overview-head' }, this.#words, comparison, this.#back),
      this.#track,
    );
  }

  update(state: OverviewState): void {
    this.#state = state;
    const { extent, range, compared } = state;
    setAttribute(this.element, 'data-window', compared?.empty ? 'no data' : state.state.kind);
    setText(this.#words, state.state.text + (compared ? `; ${compared.words}` : ''));
    const back = compared?.empty ? 'End the comparison' : state.state.back;
    setText(this.#back, back ?? '');
    this.#back.hidden = back === undefined;
    this.#picture.update(state.store, state.marks);
    const spanMs = Math.max(1, extent.lastMs - extent.firstMs);
    const share = (timeMs: number): number =>
      Math.min(1, Math.max(0, (timeMs - extent.firstMs) / spanMs)) * 100;
    const put = (element: HTMLElement, { fromMs, toMs }: TimeRange): [number, number] => {
      const [left, right] = [share(fromMs), share(toMs)];
      element.style.left = `${left.toFixed(3)}%`;
      element.style.width = `${(right - left).toFixed(3)}%`;
      return [left, right];
    };
    this.#ghost.hidden = compared === undefined;
    if (compared) put(this.#ghost, compared.range);
    this.#describe(...put(this.#brush, range));
  }

  repaint(): void {
    this.#picture.repaint();
  }

  destroy(): void {
    this.#picture.destroy();
  }

  #describe(left: number, right: number): void {
    const { range, extent } = this.#state as OverviewState;
    const from = formatMoment(range.fromMs, extent.lastMs, true);
    const to = formatMoment(Math.min(range.toMs, extent.lastMs), extent.lastMs, true);
    const texts: Record<BrushPart, [number, string]> = {
      start: [left, from],
      window: [left, `${from} to ${to}`],
      end: [right, to],
    };
    for (const [part, [value, text]] of Object.entries(texts)) {
      const element = this.#parts[part as BrushPart];
      setAttribute(element, 'aria-valuemin', '0');
      setAttribute(element, 'aria-valuemax', '100');
      setAttribute(element, 'aria-valuenow', String(Math.round(value)));
      setAttribute(element, 'aria-valuetext', text);
    }
  }

  #timeAt({ clientX }: PointerEvent): number {
    const { left, width } = this.#track.getBoundingClientRect();
    const { firstMs, lastMs } = (this.#state as OverviewState).extent;
    return firstMs + ((clientX - left) / Math.max(1, width)) * (lastMs - firstMs);
  }

  #take(event: PointerEvent): void {
    if (event.button !== 0 || this.#state === undefined) return;
    const part = (event.target as HTMLElement).dataset.part as BrushPart | undefined;
    const taken = event.altKey ? 'compared' : (part ?? 'new');
    this.#grip = { part: taken, startMs: this.#timeAt(event), range: this.#state.range };
    if (event.altKey) this.#listener.compared(this.#grip.startMs);
    // Synthetic pointers, as of tests, cannot be captured.
    if (event.isTrusted) this.#track.setPointerCapture(event.pointerId);
    if (part) this.#parts[part].focus({ preventScroll: true });
    event.preventDefault();
  }

  #drag(event: PointerEvent): void {
    if (this.#grip === undefined || this.#state === undefined) return;
    const { part, startMs, range } = this.#grip;
    const timeMs = this.#timeAt(event);
    const { extent } = this.#state;
    if (part === 'compared') this.#listener.compared(timeMs);
    else if (part === 'new') this.#choose(between(startMs, timeMs, extent), false);
    else this.#choose(moved(range, part, timeMs - startMs, extent), part === 'window');
  }

  #choose(range: TimeRange, mayBeLive: boolean): void {
    const { extent } = this.#state as OverviewState;
    this.#listener.windowChosen(range, mayBeLive && reachesEnd(range, extent));
  }

  #steer(part: BrushPart, event: KeyboardEvent): void {
    if (this.#state === undefined) return;
    const { range, extent } = this.#state;
    const spanMs = range.toMs - range.fromMs;
    const stepMs = spanMs * (event.shiftKey ? 1 : smallStep);
    const byMs = { ArrowLeft: -stepMs, ArrowRight: stepMs, Home: -Infinity, End: Infinity }[event.key];
    const factor = { '+': 0.5, '-': 2 }[event.key];
    if (byMs !== undefined) {
      const farthest = extent.lastMs - extent.firstMs;
      const shift = Math.max(-farthest, Math.min(farthest, byMs));
      this.#choose(moved(range, part, shift, extent), part === 'window' && byMs > 0);
    } else if (factor !== undefined) {
      this.#choose(scaled(range, factor, (range.fromMs + range.toMs) / 2, extent), false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
