import type { Ear } from './LookedThrough.ts';
import { OutlivedErrors } from './OutlivedErrors.ts';

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

/**
 * The last unhandled rejection that a handler of the application's was told of. Node.js says so to nobody else: a listener of
 * ours would be the handler that keeps it from ending the process, and would count among the application's. So `emit` of
 * `process` is looked through.
 */
export class HandledRejections {
  /** To be told of these events of `process`. */
  readonly ears: ReadonlyMap<unknown, Ear>;
  readonly #clocks: RejectionClocks;
  readonly #takenBack: () => void;
  #last: { readonly reason: unknown; readonly time: number; readonly at: number } | undefined;
  /** Of the last rejection, whoever was told of it; weak, since what it holds may be large. */
  #promise: WeakRef<object> | undefined;
  #running = 0;
  readonly #outlived = new OutlivedErrors();

  /** @param takenBack hears that the promise of the last one got a handler after all */
  constructor(clocks: RejectionClocks, takenBack: () => void = () => undefined) {
    this.#clocks = clocks;
    this.#takenBack = takenBack;
    this.ears = new Map<unknown, Ear>([
      [
        'unhandledRejection',
        {
          before: (given) => this.#hear(given[1], given[2]),
          returned: (isHandled) => this.#returned(isHandled !== false),
          threw: () => this.#returned(true),
        },
      ],
      ['rejectionHandled', { before: (given) => this.#takeBack(given[1]) }],
    ]);
  }

  /** What may have led to an exit now; `undefined` where nothing did. */
  last(): HandledRejection | undefined {
    this.forgetOld();
    if (this.#last === undefined) return undefined;
    const { reason, time, at } = this.#last;
    const handler = this.#running > 0 ? 'running' : 'returned';
    if (handler === 'returned' && this.#outlived.isOutlived) return undefined;
    return { reason, time, handler, agoMs: this.#clocks.steady() - at };
  }

  /** To be called now and then: keeps no error alive for longer than it may matter. */
  forgetOld(): void {
    if (this.#last === undefined || this.#running > 0) return;
    if (this.#clocks.steady() - this.#last.at > handledMs) this.#last = undefined;
  }

  /** An error came after it that nobody has caught: if one of them ends the process, it is that one. */
  forget(): void {
    this.#last = undefined;
  }

  #hear(reason: unknown, promise: unknown): void {
    try {
      this.forgetOld();
      const at = this.#clocks.steady();
      this.#outlived.came(at);
      this.#last = { reason, time: this.#clocks.now(), at };
      this.#promise = typeof promise === 'object' && promise !== null ? new WeakRef(promise) : undefined;
    } finally {
      this.#running += 1;
    }
  }

  #returned(isHandled: boolean): void {
    this.#running -= 1;
    // Without a handler Node.js ends the process for it, and tells so.
    if (!isHandled) this.#last = undefined;
    if (this.#last !== undefined) this.#outlived.wentOn(this.#last.at);
  }

  #takeBack(promise: unknown): void {
    if (this.#promise === undefined || this.#promise.deref() !== promise) return;
    this.#promise = undefined;
    this.#last = undefined;
    this.#takenBack();
  }
}
