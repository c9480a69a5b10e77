import type { CollectionRecorder } from './CollectionRecorder.ts';

/** What happened in V8's heap, and in what its objects own outside of it, between two looks of an {@link AllocationMeter}. */
export interface Stretch {
  /**
   * Everything that was allocated, whatever became of it; `NaN` where the engine does not record collections. Some hundred bytes
   * below 0 where nothing was, and the reading at its beginning was cheaper than others.
   */
  readonly allocatedBytes: number;
  /** Bytes in use at the beginning. */
  readonly usedAtStartBytes: number;
  /** The most bytes in use, garbage included, at any moment; `NaN` where the engine does not record collections. */
  readonly peakUsedBytes: number;
  readonly collections: number;
  readonly collectionMs: number;
}

/**
 * Tells how much was allocated, and the highest use in between. Use falls through collections alone, so that what they
 * freed, added to the difference in use, is what was allocated; and every peak lies right before a collection or at the
 * end. V8 writes both down while synchronous code runs.
 */
export class AllocationMeter {
  readonly #usedBytes: () => number;
  readonly #recorder: CollectionRecorder | undefined;
  #readingBytes = 0;
  #usedAtStart = Number.NaN;
  #running = false;

  constructor(usedBytes: () => number, recorder: CollectionRecorder | undefined) {
    this.#usedBytes = usedBytes;
    this.#recorder = recorder;
  }

  /** Begins a stretch; one that runs is forgotten. */
  start(): void {
    if (this.#running) this.stop();
    this.#readingBytes = this.#costOfReading();
    this.#recorder?.start();
    this.#running = true;
    this.#usedAtStart = this.#usedBytes();
  }

  /** What has been allocated so far as the difference in use tells it, which no collection must have interrupted. */
  roughlyAllocatedBytes(): number {
    return this.#usedBytes() - this.#usedAtStart - this.#readingBytes;
  }

  /** Ends the stretch, and tells of it; the next one has to be started. */
  stop(): Stretch {
    const usedBytes = this.#usedBytes();
    const collections = this.#running ? (this.#recorder?.stop() ?? []) : [];
    const usedAtStartBytes = this.#usedAtStart;
    this.#running = false;
    let freedBytes = 0;
    let peakUsedBytes = Math.max(usedAtStartBytes, usedBytes);
    let collectionMs = 0;
    for (const { usedBeforeBytes, usedAfterBytes, pauseMs } of collections) {
      freedBytes += usedBeforeBytes - usedAfterBytes;
      peakUsedBytes = Math.max(peakUsedBytes, usedBeforeBytes);
      collectionMs += pauseMs;
    }
    const known = this.#recorder !== undefined;
    const allocated = usedBytes - usedAtStartBytes + freedBytes - this.#readingBytes;
    return {
      allocatedBytes: known ? allocated : Number.NaN,
      usedAtStartBytes,
      peakUsedBytes: known ? peakUsedBytes : Number.NaN,
      collections: collections.length,
      collectionMs,
    };
  }

  /** A reading is made of a few hundred bytes itself; the least of three, since one may hit the end of a page. */
  #costOfReading(): number {
    let least = Number.POSITIVE_INFINITY;
    for (let turn = 0, before = this.#usedBytes(); turn < 3; turn++) {
      const after = this.#usedBytes();
      if (after >= before) least = Math.min(least, after - before);
      before = after;
    }
    return Number.isFinite(least) ? least : 0;
  }
}
