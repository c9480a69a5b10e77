import { StormGuard } from './StormGuard.ts';

export type Listener = (payload: unknown, name: string) => void | Promise<void>;
export type Unsubscribe = () => void;

export interface EventBusOptions {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Events that are frequent by nature and pass the storm protection. */
  readonly frequentEvents?: Iterable<string>;
  /** Told about each error that a listener throws; the other listeners are called all the same. */
  readonly onListenerError?: (error: unknown, name: string) => void;
}

const done: Promise<void> = Promise.resolve();

/** Events by name, `*` for all. A storm of one name is cut off, see {@link StormGuard}. */
export class EventBus {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #guard: StormGuard;
  readonly #onListenerError: (error: unknown, name: string) => void;
  #suppressed = 0;

  constructor({ now, frequentEvents = [], onListenerError = () => undefined }: EventBusOptions) {
    this.#guard = new StormGuard({ now, frequent: frequentEvents });
    this.#onListenerError = onListenerError;
  }

  /** Events that the storm protection cut off so far. */
  get suppressed(): number {
    return this.#suppressed;
  }

  listenerCount(name: string): number {
    return this.#listeners.get(name)?.size ?? 0;
  }

  subscribe(name: string, listener: Listener): Unsubscribe {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name);
    };
  }

  /** Calls the listeners at once, in the order of subscription; resolves when all of them are done, never rejects. */
  dispatch(name: string, payload: unknown): Promise<void> {
    if (!this.#guard.passes(name)) {
      this.#suppressed += 1;
      return done;
    }
    const pending: Promise<void>[] = [];
    this.#call(this.#listeners.get(name), name, payload, pending);
    this.#call(this.#listeners.get('*'), name, payload, pending);
    return pending.length === 0 ? done : Promise.all(pending).then(() => undefined);
  }

  #call(
    listeners: Set<Listener> | undefined,
    name: string,
    payload: unknown,
    pending: Promise<void>[],
  ): void {
    if (listeners === undefined) return;
    for (const listener of listeners) {
      try {
        const result = listener(payload, name);
        if (result instanceof Promise) {
          pending.push(result.catch((error: unknown) => this.#onListenerError(error, name)));
        }
      } catch (error) {
        this.#onListenerError(error, name);
      }
    }
  }
}
