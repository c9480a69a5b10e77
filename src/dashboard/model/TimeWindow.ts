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

  /** Chooses a span and returns to live. */
  choose(spanMs: number): void {
    this.#spanMs = spanMs;
    this.resume();
  }

  /** Stands still where it is. */
  pause(extent: Extent): void {
    this.#fixed ??= this.range(extent);
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
