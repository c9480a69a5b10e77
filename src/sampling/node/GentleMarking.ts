import type { GentleCollection } from '../Collector.ts';
import type { ExposedGc } from './ExposedGc.ts';
import type { GentleCollector } from './GentleCollector.ts';

/** What a {@link GentleMarking} needs. */
export interface GentleMarkingOptions {
  readonly gentle: Pick<GentleCollector, 'collect'>;
  readonly gc: Pick<ExposedGc, 'setFlag'>;
  /** @default process.versions.v8 */
  readonly v8Version?: string;
  /** Bytes in use on the heap. @default V8's statistics */
  readonly usedBytes?: () => number;
  /** Calls back after so many milliseconds, and after what has happened until then has been heard of. @default a timer that keeps nothing alive */
  readonly after?: (delayMs: number, callback: () => void) => void;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: () => number;
}

/** While it is off, V8 11 does not end a marking from the event loop, but only when it has to. Later ones do not ask. */
const taskFlag = 'incremental-marking-task';
const heedsTaskFlag = /^11\./;
const mebibyte = 1024 ** 2;
/** For each MiB, before anything is known: marking takes some 0.5 ms where threads have a core. */
const firstWaitMs = { heldOff: 2, otherwise: 0.45 };
const bounds = { shortestMs: 10, longestMs: 3000 };
/** V8 was done before: less. */
const shorter = 0.8;
/** There was much left to do: more. */
const longer = 1.1;
const shortMs = 8;
const shortMsPerMebibyte = 0.03;

/**
 * Lets V8 mark in small steps, and calls back just before it would end the collection by itself: what is forced then
 * stands still for what is left to mark and for the end, a small part of a full pause. When that is has to be learnt: a
 * marking that V8 has ended before was waited for too long, one that leaves a long pause not long enough.
 *
 * `HeapProfiler.getSamplingProfile` forces a collection of its own, which takes up a marking that is under way (V8's
 * `MarkCompactCollector::Prepare`; ADR 9).
 */
export class GentleMarking {
  readonly #gentle: Pick<GentleCollector, 'collect'>;
  readonly #gc: Pick<ExposedGc, 'setFlag'>;
  readonly #holdsOff: boolean;
  readonly #usedBytes: () => number;
  readonly #after: (delayMs: number, callback: () => void) => void;
  readonly #now: () => number;
  #waitMsPerMebibyte: number;

  constructor({
    gentle,
    gc,
    v8Version = process.versions.v8,
    usedBytes = usedHeapBytes,
    after = afterHearing,
    now = steadyNow,
  }: GentleMarkingOptions) {
    this.#gentle = gentle;
    this.#gc = gc;
    this.#holdsOff = heedsTaskFlag.test(v8Version);
    this.#waitMsPerMebibyte = this.#holdsOff ? firstWaitMs.heldOff : firstWaitMs.otherwise;
    this.#usedBytes = usedBytes;
    this.#after = after;
    this.#now = now;
  }

  /**
   * Begins to mark. Never throws, unless the callback does.
   *
   * @param onMarked is called once, unless the collection has ended before
   * @param onEnd hears of the pause, in milliseconds, where V8 has ended it by itself
   */
  begin(onMarked: () => void, onEnd: (pauseMs: number) => void = () => {}): GentleCollection {
    let isOver = false;
    let isTakenUp = false;
    const begun = this.#gentle.collect(
      (pauseMs) => {
        if (!isTakenUp) onEnd(pauseMs);
      },
      () => {
        isOver = true;
      },
    );
    if (!begun.requested) return begun;
    if (this.#holdsOff) this.#gc.setFlag(taskFlag, false);
    const mebibytes = this.#usedBytes() / mebibyte;
    const waitMs = Math.min(
      bounds.longestMs,
      Math.max(bounds.shortestMs, this.#waitMsPerMebibyte * mebibytes),
    );
    this.#after(waitMs, () => {
      if (this.#holdsOff) this.#gc.setFlag(taskFlag, true);
      if (isOver) {
        if (waitMs > bounds.shortestMs) this.#waitMsPerMebibyte *= shorter;
        return;
      }
      isTakenUp = true;
      const start = this.#now();
      onMarked();
      const isLong = this.#now() - start > shortMs + shortMsPerMebibyte * mebibytes;
      if (isLong && waitMs < bounds.longestMs) this.#waitMsPerMebibyte *= longer;
    });
    return begun;
  }
}

const steadyNow: () => number = performance.now.bind(performance);
const { setTimeout: startTimer, setImmediate: soon } = globalThis;

function usedHeapBytes(): number {
  return process.getBuiltinModule('node:v8').getHeapStatistics().used_heap_size;
}

/** Performance entries of a collection are heard two rounds later. */
function afterHearing(delayMs: number, callback: () => void): void {
  const later = (): void => void soon(() => soon(callback).unref()).unref();
  startTimer(later, delayMs).unref();
}
