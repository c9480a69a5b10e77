import { invalidOption } from '../TidemarkError.ts';
import { ignoreRejection } from './FaultLog.ts';

type Listener<Value> = (value: Value) => unknown;

/** Those who want to hear of something. A listener that throws, or rejects, harms neither the others nor the teller. */
export class Listeners<Value> {
  readonly #failed: (error: unknown) => void;
  /** Replaced on each change, so that telling needs no copy. */
  #entries: readonly { readonly listener: Listener<Value> }[] = [];

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Returns an unsubscribe function. */
  add(listener: Listener<Value>): () => void {
    if (typeof listener !== 'function') throw invalidOption('handler', 'a function', listener);
    const entry = { listener };
    this.#entries = [...this.#entries, entry];
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  tell(value: Value): void {
    for (const { listener } of this.#entries) {
      try {
        ignoreRejection(listener(value), this.#failed);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
