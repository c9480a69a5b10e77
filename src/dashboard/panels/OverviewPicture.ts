import { h } from '../element.ts';
import type { Mark } from '../model/marks.ts';
import { type Overview, overviewOf } from '../model/overview.ts';
import type { SampleStore } from '../model/SampleStore.ts';

const markHeight = 6;

/** The heap of the whole history as one small picture, with the marks of alerts along its top. */
export class OverviewPicture {
  readonly element: HTMLCanvasElement = h('canvas', { 'aria-hidden': 'true' });
  readonly #colour: (name: string) => string;
  readonly #observer = new ResizeObserver(() => this.repaint());
  #store: SampleStore | undefined;
  #marks: readonly Mark[] = [];
  #painted = '';

  constructor(colour: (name: string) => string) {
    this.#colour = colour;
    this.#observer.observe(this.element);
  }

  /** Paints where samples or marks are others than before. */
  update(store: SampleStore, marks: readonly Mark[]): void {
    const { firstMs = 0, lastMs = 0 } = store.extent ?? {};
    const shown = `${firstMs} ${lastMs} ${marks.map(({ key }) => key).join()}`;
    if (shown === this.#painted) return;
    this.#painted = shown;
    this.#store = store;
    this.#marks = marks;
    this.repaint();
  }

  repaint(): void {
    const { element } = this;
    const context = element.getContext('2d');
    const { clientWidth: width, clientHeight: height } = element;
    if (context === null || this.#store?.extent === undefined || width === 0) return;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const overview = overviewOf(this.#store, width);
    this.#paint(context, overview, height);
    this.#paintMarks(context, width);
  }

  destroy(): void {
    this.#observer.disconnect();
  }

  #paint(context: CanvasRenderingContext2D, { used, live }: Overview, height: number): void {
    const room = height - markHeight - 2;
    context.fillStyle = this.#colour('used');
    context.globalAlpha = 0.35;
    used.forEach((share, x) => {
      if (!Number.isNaN(share)) context.fillRect(x, height - share * room, 1, share * room);
    });
    context.globalAlpha = 1;
    context.fillStyle = this.#colour('live');
    live.forEach((share, x) => {
      if (!Number.isNaN(share)) context.fillRect(x, height - share * room - 1, 1, 1.5);
    });
  }

  #paintMarks(context: CanvasRenderingContext2D, width: number): void {
    const { firstMs, lastMs } = this.#store?.extent ?? { firstMs: 0, lastMs: 1 };
    for (const { time, tone } of this.#marks) {
      const x = ((time - firstMs) / Math.max(1, lastMs - firstMs)) * width;
      context.fillStyle = this.#colour(tone);
      context.fillRect(Math.round(Math.min(x, width - 3)), 0, 3, markHeight);
    }
  }
}
