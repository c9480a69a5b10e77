import type { FaultLog } from '../../monitoring/FaultLog.ts';
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
/** No more than a twentieth of the time is spent on it; */
const pauseFactor = 20;
/** a quarter where it is to be found out whether refusing helps; none is waited for while nothing is answered until it is. */
const pauseFactorOfTrial = 3;

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
  #endedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = 0;
  #busy = false;

  constructor(faults: FaultLog, now: () => number) {
    this.#faults = faults;
    this.#now = now;
  }

  /** @param flatMs for how long memory has seemed to stay the same; 0 where it has just changed */
  readonly stayedSame = (flatMs: number, cause: PressureReading['cause']): void => {
    if (flatMs === 0) this.#doubtAtMs = doubtMs;
    if (flatMs < this.#doubtAtMs || !this.#mayAfter(pauseFactor)) return;
    this.#doubtAtMs = Math.min(2 * flatMs, flatMs + mostDoubtMs);
    void this.#collect(cause);
  };

  /**
   * Has garbage collected where that was not done just now, or nothing is answered anyway. Resolves with whether it was; never
   * rejects.
   */
  async collect(cause: PressureReading['cause'], answersNothing: boolean): Promise<boolean> {
    return this.#mayAfter(answersNothing ? 0 : pauseFactorOfTrial) && (await this.#collect(cause));
  }

  async #collect(cause: PressureReading['cause']): Promise<boolean> {
    const { collector } = this;
    this.#busy = true;
    try {
      // As the manager's strategies do it: against V8's own limit garbage is what counts, else the pages that it is in.
      const collection =
        cause === 'heap' ? collector?.forceGarbageCollection?.() : await collector?.compactHeap?.();
      if (collection?.performed !== true) return false;
      this.#endedAt = this.#now();
      this.#pauseMs = collection.pauseMs;
      return true;
    } catch (error) {
      this.#faults.report('a collection while load is shed', error);
      return false;
    } finally {
      this.#busy = false;
    }
  }

  /** Whether so many times the pause of the last one have passed since then. */
  #mayAfter(factor: number): boolean {
    return (
      !this.#busy && this.collector !== undefined && this.#now() >= this.#endedAt + factor * this.#pauseMs
    );
  }
}
