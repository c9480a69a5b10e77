/** What Tidemark needs of timers. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

const { setTimeout: setTimer, clearTimeout: clearTimer } = globalThis;

let hearFault: ((error: unknown) => void) | undefined;

/**
 * Has errors within timers told instead of thrown into the event loop, where they would end an application that has replaced
 * what all programs live on. Without a listener they are thrown, as in every program. Returns what restores that.
 */
export function onTimerFault(listener: (error: unknown) => void): () => void {
  hearFault = listener;
  return () => {
    if (hearFault === listener) hearFault = undefined;
  };
}

/** Timers as they were when Tidemark was loaded, before anybody's tests replaced them. */
export const platformTimers: Timers = {
  setTimeout: (callback, delayMs) =>
    setTimer(() => {
      try {
        callback();
      } catch (error) {
        if (hearFault === undefined) throw error;
        hearFault(error);
      }
    }, delayMs),
  clearTimeout: (handle) => clearTimer(handle as Parameters<typeof clearTimer>[0]),
};

/** Settings of a {@link Ticker}. */
export interface TickerOptions {
  readonly intervalMs: number;
  readonly tick: () => void;
  readonly timers: Timers;
  /** Milliseconds from anywhere. */
  readonly now: () => number;
}

/**
 * Ticks at an interval with one timer that never keeps the process alive. Each tick orders the next one, on a fixed
 * grid: ticks do not drift, and after a blocked event loop there is one tick, not all that were missed.
 */
export class Ticker {
  readonly #options: TickerOptions;
  #running = false;
  #origin = Number.NaN;
  #handle: unknown;
  #lateMs = Number.NaN;

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }

  /** How much later than ordered the last tick came, which is what the event loop made its timer wait; `NaN` before that. */
  get lateMs(): number {
    return this.#lateMs;
  }

  /** Ticks at once, and then at the interval. Does nothing while it is running. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#origin = this.#options.now();
    this.#order();
    this.#options.tick();
  }

  /** Ends it. Does nothing where it is not running. */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#options.timers.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#lateMs = Number.NaN;
  }

  #order(): void {
    const { intervalMs, timers, tick, now } = this.#options;
    const sinceGrid = Math.max(0, now() - this.#origin) % intervalMs;
    const toGrid = intervalMs - sinceGrid;
    // A timer may fire a little early: the grid point meant is then still ahead, and is not waited for again.
    const delayMs = toGrid < intervalMs / 2 ? toGrid + intervalMs : toGrid;
    const dueMs = now() + delayMs;
    this.#handle = timers.setTimeout(() => {
      this.#lateMs = Math.max(0, now() - dueMs);
      this.#order();
      tick();
    }, delayMs);
    (this.#handle as { unref?: () => void }).unref?.();
  }
}
