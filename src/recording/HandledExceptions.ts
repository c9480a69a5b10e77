import type { Ear } from './LookedThrough.ts';
import { OutlivedErrors } from './OutlivedErrors.ts';

/**
 * Whether the process has gone on after the last exception that nobody caught, since a handler of the application's was told
 * of it: then it has not died of that, whatever that handler does later.
 */
export class HandledExceptions {
  /** To be told of these events of `process`. */
  readonly ears: readonly (readonly [string, Ear])[];
  readonly #outlived = new OutlivedErrors();
  #lastAt: number | undefined;
  #hasGoneOn = false;

  constructor() {
    this.ears = [['uncaughtException', { returned: (isHandled) => isHandled !== false && this.moved() }]];
  }

  /** `again` where it had gone on after another one before. */
  goneOn(): 'once' | 'again' | undefined {
    if (!this.#hasGoneOn) return undefined;
    return this.#outlived.isOutlived ? 'again' : 'once';
  }

  /** Nobody has caught one, by a clock that nobody sets. */
  came(atMs: number): void {
    this.#outlived.came(atMs);
    this.#lastAt = atMs;
    this.#hasGoneOn = false;
  }

  /** The process has gone on: it is told of no event where a domain or `setUncaughtExceptionCaptureCallback` has taken it. */
  moved(): void {
    if (this.#lastAt === undefined) return;
    this.#hasGoneOn = true;
    this.#outlived.wentOn(this.#lastAt);
  }

  /** Something else came after it. */
  forget(): void {
    this.#lastAt = undefined;
    this.#hasGoneOn = false;
  }
}
