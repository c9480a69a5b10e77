/** A collection, as Node's performance entries tell of it. */
export interface CollectionEntry {
  /** Milliseconds. */
  readonly duration: number;
  readonly detail?: unknown;
}

/** Calls back with the collections that are made from now on, some time later, until it is told to stop. */
export type ObserveCollections = (onEntries: (entries: readonly CollectionEntry[]) => void) => () => void;

/** `NODE_PERFORMANCE_GC_MAJOR` of node:perf_hooks. */
const major = 4;
/** `NODE_PERFORMANCE_GC_FLAGS_FORCED` and `NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE`: somebody wanted it at once. */
const atOnce: number = 4 | 16;

/**
 * Tells how long the thread stood still at the end of the next major collection, unless somebody forces one before. It
 * listens only as long as that, since Node makes an entry of every minor collection, too, while somebody does.
 */
export class MajorPause {
  readonly #observe: ObserveCollections;
  #stop: (() => void) | undefined;

  /** @param observe default: a `PerformanceObserver` */
  constructor(observe: ObserveCollections = observeCollections) {
    this.#observe = observe;
  }

  /**
   * Calls back once with the pause, in milliseconds; a later call takes the place of this one.
   *
   * @param onEnd is called before, also where somebody has forced the collection
   */
  next(onPause: (pauseMs: number) => void, onEnd: () => void = () => {}): void {
    this.#end();
    this.#stop = this.#observe((entries) => {
      const entry = entries.find(({ detail }) => detailOf(detail).kind === major);
      if (entry === undefined || this.#stop === undefined) return;
      this.#end();
      onEnd();
      if (((detailOf(entry.detail).flags ?? 0) & atOnce) === 0) onPause(entry.duration);
    });
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

function detailOf(detail: unknown): { readonly kind?: number; readonly flags?: number } {
  return typeof detail === 'object' && detail !== null ? detail : {};
}

const observeCollections: ObserveCollections = (onEntries) => {
  const { PerformanceObserver } = process.getBuiltinModule('node:perf_hooks');
  const observer = new PerformanceObserver((list) => onEntries(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
};
