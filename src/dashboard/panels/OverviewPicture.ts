import { faded } from '../charts/plotOptions.ts';
import { h } from '../element.ts';
import type { Mark } from '../model/marks.ts';
import { type Overview, overviewOf } from '../model/overview.ts';
import type { SampleStore } from '../model/SampleStore.ts';

const markHeight = 6;

/** The heap of the whole history as one small picture, with the marks of alerts along its top. */
export class OverviewPicture {
  readonly element: HTMLCanvasElement = h('canvas', { 'aria-hidden': 'true' });
  readonly #colour: (name: string) => string;
  readonly #observer = new ResizeObserver(([entry]) => {
    // Asked for at another time, its size would have the page laid out once more.
    if (entry) this.#size = { width: Math.round(entry.contentRect.width), height: entry.contentRect.height };
    this.repaint();
  });
  #size = { width: 0, height: 0 };
  #store: SampleStore | undefined;
  #marks: readonly Mark[] = [];
  #painted = { firstMs: 0, lastMs: 0, keys: '' };

  constructor(colour: (name: string) => string) {
    this.#colour = colour;
    this.#observer.observe(this.element);
  }

  /** Paints where it would differ by a pixel from what it was. */
  update(store: SampleStore, marks: readonly Mark[]): void {
    const { firstMs = 0, lastMs = 0 } = store.extent ?? {};
    const keys = marks.map(({ key }) => key).join();
    const pixelMs = (lastMs - firstMs) / Math.max(1, this.#size.width);
    const before = this.#painted;
    const moved = Math.max(Math.abs(firstMs - before.firstMs), Math.abs(lastMs - before.lastMs));
    if (moved < pixelMs && keys === before.keys) return;
    this.#painted = { firstMs, lastMs, keys };
    this.#store = store;
    this.#marks = marks;
    this.repaint();
  }

  repaint(): void {
    const { element } = this;
    const context = element.getContext('2d');
    const { width, height } = this.#size;
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
    const filled = new Path2D();
    const line = new Path2D();
    used.forEach((share, x) => {
      if (!Number.isNaN(share)) filled.rect(x, height - share * room, 1, share * room);
    });
    live.forEach((share, x) => {
      if (!Number.isNaN(share)) line.rect(x, height - share * room - 1, 1, 1.5);
    });
    context.fillStyle = faded(this.#colour('used'), 35);
    context.fill(filled);
    context.fillStyle = this.#colour('live');
    context.fill(line);
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
