import type { FaultLog } from '../../monitoring/FaultLog.ts';
import { ignoreRejection } from '../../monitoring/FaultLog.ts';
import type { MemoryCollection } from '../MemoryStrategy.ts';
import type { PressureReading } from '../PressureGauge.ts';

/** What is used of a manager to have garbage collected. */
export interface SheddingCollector {
  forceGarbageCollection?(): MemoryCollection;
  compactHeap?(): Promise<MemoryCollection>;
}

/** Time that memory must have seemed to stay the same before garbage is collected to find out, in milliseconds. */
const doubtMs = 1000;
const mostDoubtMs = 30_000;
/** No more than a twentieth of the time is spent on it. */
const pauseFactor = 20;

/**
 * Has garbage collected while load is shed and memory seems to stay the same. What is refused allocates nothing, and where
 * nothing is allocated V8 does not collect: the requests that were being answered have ended, their memory is garbage, and
 * nobody would know, so that load would be shed for ever because of it. After a collection that changed nothing the next
 * one comes later.
 */
export class CollectionWhileShedding {
  readonly #faults: FaultLog;
  readonly #now: () => number;
  collector: SheddingCollector | undefined;
  /** For how long memory must have seemed to stay the same before the next collection. */
  #doubtAtMs = doubtMs;
  #notBefore = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(faults: FaultLog, now: () => number) {
    this.#faults = faults;
    this.#now = now;
  }

  /** @param flatMs for how long memory has seemed to stay the same; 0 where it has just changed */
  readonly stayedSame = (flatMs: number, cause: PressureReading['cause']): void => {
    const { collector } = this;
    if (flatMs === 0) this.#doubtAtMs = doubtMs;
    if (flatMs < this.#doubtAtMs) return;
    if (this.#busy || collector === undefined || this.#now() < this.#notBefore) return;
    this.#doubtAtMs = Math.min(2 * flatMs, flatMs + mostDoubtMs);
    this.#busy = true;
    // As the manager's strategies do it: against V8's own limit garbage is what counts, else the pages that it is in.
    const collected = async () =>
      cause === 'heap' ? collector.forceGarbageCollection?.() : await collector.compactHeap?.();
    const done = collected().then((collection) => {
      this.#busy = false;
      const pauseMs = collection?.performed === true ? collection.pauseMs : 0;
      this.#notBefore = this.#now() + pauseFactor * pauseMs;
    });
    ignoreRejection(done, (error) => {
      this.#busy = false;
      this.#faults.report('a collection while load is shed', error);
    });
  };
}
