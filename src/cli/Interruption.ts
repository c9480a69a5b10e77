import type { SignalSource } from '../hub/SignalForwarder.ts';
import { clearingSignals } from './endingSignals.ts';

/** Hears the signals that ask a command to end, so that it can clear away what it has begun first. */
export class Interruption {
  readonly #source: SignalSource;
  readonly #stop: AbortController = new AbortController();
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.#received ??= signal;
    this.#stop.abort();
  };
  #received: NodeJS.Signals | undefined;

  constructor(source: SignalSource) {
    this.#source = source;
    for (const signal of clearingSignals) source.on(signal, this.#listener);
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The first signal that came. */
  get received(): NodeJS.Signals | undefined {
    return this.#received;
  }

  /** Leaves signals to others, or to the system. */
  close(): void {
    for (const signal of clearingSignals) this.#source.off(signal, this.#listener);
  }
}
