import { moved, scaled } from './brush.ts';
import type { TimeRange } from './frame.ts';
import type { Extent } from './SampleStore.ts';

/** How long the first window is, while there is less to show. */
const firstWindowMs = 60_000;
const narrowestZoomMs = 1_000;

/**
 * Which span of time is shown. Live, it follows the newest sample: it grows from the left until the chosen span is
 * full, then slides. Paused or zoomed, it stands still and counts what arrives meanwhile.
 */
export class TimeWindow {
  #spanMs: number;
  #fixed: TimeRange | undefined;
  #arrived = 0;
  #futureShare = 0;

  /** @param spanMs `Infinity` shows everything */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  get spanMs(): number {
    return this.#spanMs;
  }

  get live(): boolean {
    return this.#fixed === undefined;
  }

  /** Samples that arrived since the window stands still. */
  get arrived(): number {
    return this.#arrived;
  }

  range({ firstMs, lastMs }: Extent): TimeRange {
    if (this.#fixed) return this.#fixed;
    const fromMs = Math.max(firstMs, lastMs - this.#spanMs);
    const toMs = Math.max(lastMs, fromMs + Math.min(this.#spanMs, firstWindowMs));
    return { fromMs, toMs: toMs + (toMs - fromMs) * this.#futureShare };
  }

  /** Keeps so much of the span free after the newest sample, while live: room for what is expected. */
  lookAhead(futureShare: number): void {
    this.#futureShare = futureShare;
  }

  /** Where it stands still; `undefined` while live. */
  get fixed(): TimeRange | undefined {
    return this.#fixed;
  }

  /** Chooses a span and returns to live. */
  choose(spanMs: number): void {
    this.#spanMs = spanMs;
    this.resume();
  }

  /** Stands still where it is. */
  pause(extent: Extent): void {
    this.#fixed ??= this.range(extent);
  }

  /** Stands still, or goes on. */
  toggle(extent: Extent): void {
    if (this.live) this.pause(extent);
    else this.resume();
  }

  /** Makes it longer or shorter by a factor, about a time or else its middle. */
  scale(factor: number, aboutMs: number | undefined, extent: Extent): void {
    const range = this.range(extent);
    this.zoom(scaled(range, factor, aboutMs ?? (range.fromMs + range.toMs) / 2, extent));
  }

  /** Moves it by a share of its length, within what is kept. */
  pan(share: number, extent: Extent): void {
    const range = this.range(extent);
    this.zoom(moved(range, 'window', share * (range.toMs - range.fromMs), extent));
  }

  /** Moves it to where a time is in its middle, unless it holds that time already. */
  reveal(timeMs: number, extent: Extent): void {
    const { fromMs, toMs } = this.range(extent);
    const half = (toMs - fromMs) / 2;
    if (timeMs < fromMs || timeMs > toMs) this.zoom({ fromMs: timeMs - half, toMs: timeMs + half });
  }

  /** Stands still at a range, which is widened to a second where it is narrower. */
  zoom({ fromMs, toMs }: TimeRange): void {
    if (this.live) this.#arrived = 0;
    const missingMs = Math.max(0, narrowestZoomMs - (toMs - fromMs));
    this.#fixed = { fromMs: fromMs - missingMs / 2, toMs: toMs + missingMs / 2 };
  }

  /** Back to live. */
  resume(): void {
    this.#fixed = undefined;
    this.#arrived = 0;
  }

  sampleArrived(): void {
    if (!this.live) this.#arrived++;
  }
}
