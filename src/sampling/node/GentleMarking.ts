import type { GentleCollection } from '../Collector.ts';
import type { ExposedGc } from './ExposedGc.ts';
import type { GentleCollector } from './GentleCollector.ts';
import { OtherThreads } from './OtherThreads.ts';

/** What a {@link GentleMarking} needs. */
export interface GentleMarkingOptions {
  readonly gentle: Pick<GentleCollector, 'collect'>;
  readonly gc: Pick<ExposedGc, 'setFlag'>;
  /** Tells whether V8's threads are at work. @default by /proc */
  readonly threads?: Pick<OtherThreads, 'busy'>;
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
/** The same where V8's threads can be seen, and V8 does not end the collection meanwhile: they have begun by then. */
const seenWaitMs = 0.5;
/** Threads that wait for work are looked at once more before it is believed: they pause in between. */
const quietLooks = 2;
const betweenLooksMs = 8;
/** Threads of the application may be at work all the time: then it is waited for as long as where nothing is seen. */
const mostLooks = 100;
const bounds = { shortestMs: 10, longestMs: 3000 };
/** V8 was done before: less. */
const shorter = 0.8;
/** There was much left to do: more. */
const longer = 1.1;
const shortMs = 8;
const shortMsPerMebibyte = 0.03;

/**
 * Lets V8 mark in small steps, and calls back just before it would end the collection by itself: what is forced then
 * stands still for what is left to mark and for the end, a small part of a full pause. That is when the threads that mark
 * beside this one have nothing left to do. Where nobody can see that in time, it has to be learnt: a marking that V8 has ended
 * before was waited for too long, one that leaves a long pause not long enough.
 *
 * `HeapProfiler.getSamplingProfile` forces a collection of its own, which takes up a marking that is under way (V8's
 * `MarkCompactCollector::Prepare`; ADR 9).
 */
export class GentleMarking {
  readonly #gentle: Pick<GentleCollector, 'collect'>;
  readonly #gc: Pick<ExposedGc, 'setFlag'>;
  readonly #threads: Pick<OtherThreads, 'busy'>;
  readonly #holdsOff: boolean;
  readonly #usedBytes: () => number;
  readonly #after: (delayMs: number, callback: () => void) => void;
  readonly #now: () => number;
  #waitMsPerMebibyte: number;

  constructor({
    gentle,
    gc,
    threads = new OtherThreads(),
    v8Version = process.versions.v8,
    usedBytes = usedHeapBytes,
    after = afterHearing,
    now = steadyNow,
  }: GentleMarkingOptions) {
    this.#gentle = gentle;
    this.#gc = gc;
    this.#threads = threads;
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
    const marking: Marking = { isOver: false, isTakenUp: false };
    const begun = this.#gentle.collect(
      (pauseMs) => {
        if (!marking.isTakenUp) onEnd(pauseMs);
      },
      () => {
        marking.isOver = true;
      },
    );
    if (!begun.requested) return begun;
    if (this.#holdsOff) this.#gc.setFlag(taskFlag, false);
    const mebibytes = this.#usedBytes() / mebibyte;
    const take = (): void => {
      marking.isTakenUp = true;
      onMarked();
    };
    // Where V8 cannot be held off, it has ended the collection before its threads are seen to be quiet.
    if (this.#holdsOff && this.#threads.busy() !== undefined) this.#waitForThreads(mebibytes, marking, take);
    else this.#waitAsLearnt(mebibytes, marking, take);
    return begun;
  }

  #waitForThreads(mebibytes: number, marking: Marking, take: () => void): void {
    let quiet = 0;
    let looks = 0;
    const look = (): void => {
      looks += 1;
      quiet = marking.isOver || this.#threads.busy() === true ? 0 : quiet + 1;
      if (!marking.isOver && quiet < quietLooks && looks < mostLooks) {
        this.#after(betweenLooksMs, look);
        return;
      }
      // To look at threads takes memory, upon which V8 may end the collection: that is heard of first.
      this.#after(0, () => {
        this.#endHolding();
        if (!marking.isOver) take();
      });
    };
    this.#after(withinBounds(seenWaitMs * mebibytes), look);
  }

  #waitAsLearnt(mebibytes: number, marking: Marking, take: () => void): void {
    const waitMs = withinBounds(this.#waitMsPerMebibyte * mebibytes);
    this.#after(waitMs, () => {
      this.#endHolding();
      if (marking.isOver) {
        if (waitMs > bounds.shortestMs) this.#waitMsPerMebibyte *= shorter;
        return;
      }
      const start = this.#now();
      take();
      const isLong = this.#now() - start > shortMs + shortMsPerMebibyte * mebibytes;
      if (isLong && waitMs < bounds.longestMs) this.#waitMsPerMebibyte *= longer;
    });
  }

  #endHolding(): void {
    if (this.#holdsOff) this.#gc.setFlag(taskFlag, true);
  }
}

/** What becomes of a marking. */
interface Marking {
  isOver: boolean;
  isTakenUp: boolean;
}

function withinBounds(waitMs: number): number {
  return Math.min(bounds.longestMs, Math.max(bounds.shortestMs, waitMs));
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
