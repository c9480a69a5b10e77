import { detailOf, major, type ObserveCollections, observeCollections } from './observeCollections.ts';

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
      const entry = entries.find((each) => detailOf(each).kind === major);
      if (entry === undefined || this.#stop === undefined) return;
      this.#end();
      onEnd();
      if (((detailOf(entry).flags ?? 0) & atOnce) === 0) onPause(entry.duration);
    });
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
