import { column, type SampleRow } from '../wire/sample.ts';
import type { LiveReading } from './MemorySource.ts';

/** What a {@link LiveSizeTracker} needs from its source. */
export interface LiveSizeTrackerOptions {
  /** What is in use at this instant, right after a major collection; `NaN` where it cannot be told. */
  readonly measure: () => Pick<LiveReading, 'liveBytes' | 'externalBytes'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Whoever holds no reference to a source but listens to it would otherwise hear nothing after the next collection. */
const heard = new Set<LiveSizeTracker>();

/**
 * Takes a reading of the live size after every major collection, at no cost between them.
 *
 * A sentinel without any reference waits in a FinalizationRegistry. Its callback comes within a millisecond of the
 * collection that finds it, and puts out a new one. The sentinel is a symbol because V8 makes those in the old
 * generation, which major collections alone clear: an object would be young, and newer V8s (Node 26) find it in minor
 * collections too. While the event loop is blocked no callback can come, so that several collections then make one reading.
 *
 * A tracker with listeners lives until it is closed, like a timer, because a registry that is itself garbage calls
 * nobody. It does not keep the process alive.
 */
export class LiveSizeTracker {
  readonly #options: LiveSizeTrackerOptions;
  readonly #registry: FinalizationRegistry<undefined>;
  readonly #listeners: Set<(reading: LiveReading) => void> = new Set();
  readonly #token: object = {};
  #liveBytes = Number.NaN;
  #majorCollections = 0;

  constructor(options: LiveSizeTrackerOptions) {
    this.#options = options;
    this.#registry = new FinalizationRegistry(() => this.#takeReading());
    this.#putOutSentinel();
  }

  /** Writes the last reading: `liveBytes`, `NaN` before the first major collection, and `majorCollections`. */
  read(row: SampleRow): void {
    row[column.liveBytes] = this.#liveBytes;
    row[column.majorCollections] = this.#majorCollections;
  }

  /** Calls the listener with every reading. A listener that throws harms nobody. Returns an unsubscribe function. */
  onReading(listener: (reading: LiveReading) => void): () => void {
    this.#listeners.add(listener);
    heard.add(this);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) heard.delete(this);
    };
  }

  /** Takes the reading of a major collection that was forced just now, and not once more when its callback comes. */
  collected(): void {
    this.#registry.unregister(this.#token);
    this.#takeReading();
  }

  /** Ends it: no reading is taken or told any more. */
  close(): void {
    this.#registry.unregister(this.#token);
    this.#listeners.clear();
    heard.delete(this);
  }

  #putOutSentinel(): void {
    this.#registry.register(Symbol('sentinel'), undefined, this.#token);
  }

  #takeReading(): void {
    this.#putOutSentinel();
    const { liveBytes, externalBytes } = this.#options.measure();
    this.#liveBytes = liveBytes;
    this.#majorCollections++;
    const time = this.#options.now();
    tell(this.#listeners, { time, liveBytes, externalBytes, majorCollections: this.#majorCollections });
  }
}

/** Calls every listener with a reading, whatever the others do. */
export function tell(listeners: Iterable<(reading: LiveReading) => void>, reading: LiveReading): void {
  for (const listener of listeners) {
    try {
      listener(reading);
    } catch {
      // A source has no logger, and out of its callbacks this would be an uncaught exception of the application.
    }
  }
}
