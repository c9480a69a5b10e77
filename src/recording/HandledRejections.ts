/** An unhandled rejection that a handler of the application's has been told of. */
export interface HandledRejection {
  readonly reason: unknown;
  /** Epoch milliseconds. */
  readonly time: number;
  /** `running`: that handler is at work just now. `returned`: it has come back, and the process went on. */
  readonly handler: 'running' | 'returned';
  /** How long ago that was. */
  readonly agoMs: number;
}

/** The clocks that it is told by. */
export interface RejectionClocks {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds by a clock that nobody sets. */
  readonly steady: () => number;
}

/** A handler that closes what is open before it ends the process takes no longer. */
export const handledMs = 10_000;

const { apply } = Reflect;

/**
 * The last unhandled rejection that a handler of the application's was told of. Node.js says so to nobody else: a listener of
 * ours would be the handler that keeps it from ending the process, and would count among the application's. So `emit` of
 * `process` is looked through, which then does what it would have done.
 */
export class HandledRejections {
  readonly #host: { emit?: unknown };
  readonly #clocks: RejectionClocks;
  readonly #own: PropertyDescriptor | undefined;
  readonly #emit: (...given: unknown[]) => unknown;
  #last: { readonly reason: unknown; readonly time: number; readonly at: number } | undefined;
  #running = 0;
  /** Whether the process has gone on after one, as it may do after the next. */
  #isOutlived = false;
  #isOver = false;

  /** @param host `process`; where it cannot be changed, nothing is heard */
  constructor(host: object, clocks: RejectionClocks) {
    this.#host = host as { emit?: unknown };
    this.#clocks = clocks;
    this.#own = Object.getOwnPropertyDescriptor(host, 'emit');
    this.#emit = this.#lookThrough();
    try {
      if (typeof this.#host.emit === 'function') this.#put({ value: this.#emit });
    } catch {
      // Frozen.
    }
  }

  /** What may have led to an exit now; `undefined` where nothing did. */
  last(): HandledRejection | undefined {
    this.forgetOld();
    if (this.#last === undefined) return undefined;
    const { reason, time, at } = this.#last;
    const handler = this.#running > 0 ? 'running' : 'returned';
    if (handler === 'returned' && this.#isOutlived) return undefined;
    return { reason, time, handler, agoMs: this.#clocks.steady() - at };
  }

  /** To be called now and then: keeps no error alive for longer than it may matter. */
  forgetOld(): void {
    if (this.#last === undefined || this.#running > 0) return;
    if (this.#clocks.steady() - this.#last.at <= handledMs) return;
    this.#last = undefined;
    this.#isOutlived = true;
  }

  /** An error came after it that nobody has caught: if one of them ends the process, it is that one. */
  forget(): void {
    this.#last = undefined;
  }

  /** Leaves `emit` as it was, or to whoever has replaced it since. */
  close(): void {
    this.#isOver = true;
    this.#last = undefined;
    try {
      if (this.#host.emit !== this.#emit) return;
      if (this.#own === undefined) Reflect.deleteProperty(this.#host, 'emit');
      else Object.defineProperty(this.#host, 'emit', this.#own);
    } catch {
      // Frozen meanwhile: it passes everything on.
    }
  }

  #put(content: { readonly value: unknown }): void {
    const rest = this.#own ?? { enumerable: false, configurable: true, writable: true };
    Object.defineProperty(this.#host, 'emit', { ...rest, ...content });
  }

  #lookThrough(): (...given: unknown[]) => unknown {
    const hear = (reason: unknown): void => this.#hear(reason);
    const returned = (isHandled: unknown): void => this.#returned(isHandled);
    const host = this.#host;
    const own = this.#own?.value;
    // Asked for each time: `domain` replaces the one of all emitters when it is loaded.
    const original = (): unknown => own ?? (Object.getPrototypeOf(host) as { emit: unknown }).emit;
    return function emit(this: unknown, ...given: unknown[]): unknown {
      if (given[0] !== 'unhandledRejection') return apply(original() as () => unknown, this, given);
      hear(given[1]);
      let isHandled: unknown = true;
      try {
        isHandled = apply(original() as () => unknown, this, given);
      } finally {
        returned(isHandled);
      }
      return isHandled;
    };
  }

  #hear(reason: unknown): void {
    try {
      this.forgetOld();
      if (!this.#isOver) this.#last = { reason, time: this.#clocks.now(), at: this.#clocks.steady() };
    } catch {
      // Built-ins that somebody has replaced: the application hears of its rejection nevertheless.
    }
    this.#running += 1;
  }

  #returned(isHandled: unknown): void {
    this.#running -= 1;
    // Without a handler Node.js ends the process for it, and tells so.
    if (isHandled === false) this.#last = undefined;
  }
}
