import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import { loadCode } from './loadCode.ts';

/** A part of an agent whose code is loaded some time after the start. */
export interface LatePartOptions {
  /** Loads the code. What it resolves to begins the part, and returns what ends it. */
  readonly load: () => Promise<() => () => void>;
  /** @default 1000, so that processes that do not live for so long never load the code; 0 is at once */
  readonly afterMs?: number;
  /** Hears why it could not begin. */
  readonly failed: (error: Error) => void;
  /** @default the platform's */
  readonly timers?: Timers | undefined;
}

/** Begins once, unless it is stopped before; never keeps the process alive. */
export class LatePart {
  readonly #options: LatePartOptions;
  readonly #timers: Timers;
  #handle: unknown;
  #end: (() => void) | undefined;
  #stopped = false;

  constructor(options: LatePartOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
  }

  start(): void {
    const { afterMs = 1000 } = this.#options;
    const begin = (): void => void this.#begin();
    if (afterMs === 0) begin();
    else {
      this.#handle = this.#timers.setTimeout(begin, afterMs);
      (this.#handle as { unref?: () => void } | undefined)?.unref?.();
    }
  }

  /** Ends it, or has it never begin. */
  stop(): void {
    this.#stopped = true;
    if (this.#handle !== undefined) this.#timers.clearTimeout(this.#handle);
    this.#end?.();
    this.#end = undefined;
  }

  async #begin(): Promise<void> {
    const { load, failed } = this.#options;
    // Not by `catch`, which the application may have replaced.
    try {
      const begin = await loadCode(load);
      if (!this.#stopped) this.#end = begin();
    } catch (error) {
      failed(error as Error);
    }
  }
}
