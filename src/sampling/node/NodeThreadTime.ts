import { CollectionCounts } from '../CollectionCounts.ts';
import type { CollectionListener, ThreadTime, ThreadTimeCounter } from '../ThreadTime.ts';
import {
  type CollectionEntry,
  detailOf,
  type ObserveCollections,
  observeCollections,
} from './observeCollections.ts';

/** What a {@link NodeThreadTime} reads from. Each default is this very thread. */
export interface NodeThreadTimeOptions {
  /** Calls back with each collection that was made. @default a `PerformanceObserver` */
  readonly observe?: ObserveCollections;
  /** @default performance.eventLoopUtilization */
  readonly eventLoopUse?: () => { readonly active: number; readonly idle: number };
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
}

/** At 25 µs an entry, more than these would cost half a percent of a core. */
const mostEntriesPerSecond = 200;
const firstRestMs = 60_000;
const longestRestMs = 3_600_000;
const ownEventLoopUse = performance.eventLoopUtilization.bind(performance);
const steadyNow: () => number = performance.now.bind(performance);

/**
 * How long collections have stopped this thread since the first read, and for how long its event loop has been busy. Of
 * a collection that V8 makes in steps the pauses at its beginning and end are counted; the steps between are not,
 * because Node does not tell of them.
 *
 * Node can only tell of all collections, at a cost for each. Where there are more than 200 a second it is not listened to
 * for a minute, then for two, at most for an hour, and nothing is told meanwhile: a total that lacks some of them is none.
 */
export class NodeThreadTime implements ThreadTimeCounter {
  readonly #options: Required<NodeThreadTimeOptions>;
  #stop: (() => void) | undefined;
  #listenAtMs = Number.NEGATIVE_INFINITY;
  #restMs = firstRestMs;
  readonly #collections: CollectionCounts = new CollectionCounts();
  readonly #listeners: Set<CollectionListener> = new Set();
  #countedFromMs = Number.NaN;
  #counted = 0;

  constructor({
    observe = observeCollections,
    eventLoopUse = ownEventLoopUse,
    now = steadyNow,
  }: NodeThreadTimeOptions = {}) {
    this.#options = { observe, eventLoopUse, now };
  }

  read(time: ThreadTime): void {
    try {
      const { active, idle } = this.#options.eventLoopUse();
      time.activeMs = active;
      time.idleMs = idle;
    } catch {
      // On Node 20 it goes by `process.hrtime`, which the application may have replaced.
      time.activeMs = Number.NaN;
      time.idleMs = Number.NaN;
    }
    if (this.#stop === undefined && this.#options.now() >= this.#listenAtMs) this.#listen();
    const known = this.#stop !== undefined;
    const counts = this.#collections;
    time.gcMinorMs = known ? counts.durationMs('minor') : Number.NaN;
    time.gcMajorMs = known ? counts.durationMs('major', 'incremental', 'weakcb') : Number.NaN;
  }

  collections(): CollectionCounts | undefined {
    return this.#stop === undefined ? undefined : this.#collections;
  }

  onCollection(listener: CollectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#stop?.();
    this.#stop = undefined;
    this.#listenAtMs = Number.POSITIVE_INFINITY;
  }

  #listen(): void {
    this.#counted = 0;
    try {
      this.#stop = this.#options.observe((entries) => {
        for (const entry of entries) if (this.#stop) this.#count(entry);
      });
    } catch {
      this.#listenAtMs = Number.POSITIVE_INFINITY;
    }
  }

  #count(entry: CollectionEntry): void {
    const { startTime, duration } = entry;
    const kind = this.#collections.add(detailOf(entry).kind ?? 0, duration);
    for (const listener of this.#listeners) {
      try {
        listener(kind, duration);
      } catch {
        // What is thrown in here would be an uncaught exception of the application.
      }
    }
    if (this.#counted === 0) this.#countedFromMs = startTime;
    if (++this.#counted <= mostEntriesPerSecond) return;
    this.#counted = 0;
    if (startTime - this.#countedFromMs < 1_000) this.#rest();
  }

  #rest(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#listenAtMs = this.#options.now() + this.#restMs;
    this.#restMs = Math.min(this.#restMs * 2, longestRestMs);
  }
}
