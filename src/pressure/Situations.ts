import { callSafely, type FaultLog } from '../monitoring/FaultLog.ts';
import { capacityOf } from '../wire/capacity.ts';
import type { PressureLevel } from '../wire/event.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import { ApproachingEnd } from './ApproachingEnd.ts';
import { ClaimedGarbage } from './ClaimedGarbage.ts';
import type { PruneMode } from './caches/ManagedCache.ts';
import { freeingMaySuffice } from './freeingMaySuffice.ts';
import type { GarbageCollections } from './GarbageCollections.ts';
import type { LastResorts } from './LastResorts.ts';
import { littleToCollect } from './littleToCollect.ts';
import type { MemoryCollection, PressureSituation } from './MemoryStrategy.ts';
import type { PressureCaches } from './PressureCaches.ts';
import { type EvidenceSource, gatherEvidence, type PressureEvidence } from './PressureEvidence.ts';
import type { PressureReading } from './PressureGauge.ts';
import { nothingPruned, type PruneSummary } from './PruneSummary.ts';
import { RisingFloor } from './RisingFloor.ts';
import { replacementInTime } from './replacementInTime.ts';
import type { StrategyBook } from './StrategyBook.ts';

/** What {@link Situations} are made of. */
export interface SituationsOptions {
  readonly monitor: EvidenceSource['monitor'];
  readonly collections: GarbageCollections;
  readonly caches: PressureCaches;
  readonly book: StrategyBook;
  readonly lastResorts: LastResorts;
  readonly faults: FaultLog;
  readonly maxPauseMs: number;
  readonly keepEvidence: ((evidence: PressureEvidence) => unknown) | undefined;
}

/** One look at memory, as a strategy is told of it. */
export interface SituationLook {
  readonly row: SampleRow;
  readonly reading: PressureReading;
  readonly fruitless: number;
  readonly signal: AbortSignal;
  /** For how long the strategy may take, in milliseconds. */
  readonly timeoutMs: number;
}

const mostEvidence = 5;
/** Of the time, for collections: at critical the alternative is the end of the process. */
const collectionShares: Readonly<Record<PressureLevel, number>> = {
  normal: 0.05,
  warning: 0.05,
  critical: 0.25,
};
/** What was let go of is still there until it is collected, as garbage is: then a collection has something to free for sure. */
const shareForGarbage = 0.5;
/** Caches that take their time are waited for, for half of the time of the strategy: a collection may have to follow. */
const longestPruneMs = 2000;
const over = 'The application of the strategy is over.';

/** Makes what strategies have to go by. Whatever they do with it after their time is up has no effect. */
export class Situations {
  readonly #options: SituationsOptions;
  readonly #evidence: PressureEvidence[] = [];
  readonly #floor: RisingFloor = new RisingFloor();
  readonly #end: ApproachingEnd = new ApproachingEnd();
  readonly #garbage: ClaimedGarbage = new ClaimedGarbage();
  #letGo = false;

  constructor(options: SituationsOptions) {
    this.#options = options;
  }

  /** What was known at the last moments at which a strategy asked for it to be kept, newest last. */
  get evidence(): readonly PressureEvidence[] {
    return this.#evidence.slice();
  }

  situationOf(look: SituationLook): PressureSituation {
    const { caches, lastResorts } = this.#options;
    const { row, reading, fruitless, signal } = look;
    const { level, cause, reason, growing, collectible, disprovedBelowBytes } = reading;
    const endsInMs = this.#end.inMs(reading, row);
    const { readyInMs, relievedByOthers } = lastResorts;
    const containerMark =
      cause === 'container' ? row[column.containerUsedBytes]! - reading.excessBytes : undefined;
    return {
      level,
      cause,
      reason,
      capacity: capacityOf(row),
      growing,
      collectible,
      unproved: disprovedBelowBytes !== undefined,
      fruitless,
      freeingMaySuffice: freeingMaySuffice({
        ...reading,
        prunable: caches.prunable,
        fruitless,
        applied: true,
      }),
      replacementInTime: replacementInTime({ ...reading, readyInMs, relievedByOthers }),
      littleToCollect: littleToCollect(reading, row, relievedByOthers),
      ...lastResorts.counts,
      replacementRefused: lastResorts.replacementRefused,
      signal,
      prune: async (mode) =>
        signal.aborted ? { ...nothingPruned, failed: [over] } : await this.#prune(mode, look),
      prunePlan: (mode) => caches.plan(mode),
      collect: async () => (signal.aborted ? { performed: false, reason: over } : await this.#collect(look)),
      shedLoad: () => (signal.aborted ? 0 : lastResorts.shedLoad(level, reason)),
      keepEvidence: () => this.#keep(look),
      requestRecycling: () =>
        signal.aborted ? 0 : lastResorts.requestRecycling(reason, endsInMs, containerMark),
    };
  }

  async #prune(mode: PruneMode, { signal, timeoutMs }: SituationLook): Promise<PruneSummary> {
    const limitMs = Math.min(longestPruneMs, timeoutMs / 2);
    const summary = await this.#options.caches.prune(mode, { limitMs, signal });
    if (summary.pruned.length > 0) this.#letGo = true;
    this.#garbage.claim(summary.claimedBytes ?? 0);
    return summary;
  }

  async #collect({ row, reading }: SituationLook): Promise<MemoryCollection> {
    const { collections, lastResorts, maxPauseMs } = this.#options;
    const { level, cause, collectible } = reading;
    const isSure = level === 'critical' && (this.#letGo || collectible);
    const share = isSure ? this.#shareForGarbage(reading) : collectionShares[level];
    const budget = { maxPauseMs, share, garbageBytes: this.#garbage.bytes };
    // Against V8's own limit garbage is what counts; for everybody else's, pages must go back to the system.
    const collection = cause === 'heap' ? collections.collect(budget) : await collections.compact(budget);
    if (!collection.performed) return collection;
    this.#letGo = false;
    this.#garbage.collected(collection.freedBytes);
    const oldUsedBytesAfter = collections.oldUsedBytes();
    const { readyInMs } = lastResorts;
    const rises = this.#floor.rises({ ...collection, reading, row, oldUsedBytesAfter, readyInMs });
    const isDisproved = oldUsedBytesAfter < (reading.disprovedBelowBytes ?? Number.NEGATIVE_INFINITY);
    const isEnough = reading.level !== 'normal' && collection.freedBytes > reading.excessBytes;
    return { ...collection, sufficient: isDisproved || isEnough, stillRising: rises && !isDisproved };
  }

  /** Where a collection was for proof alone the next one, after something was pruned, is not held up by it. */
  #shareForGarbage({ disprovedBelowBytes }: PressureReading): number {
    return this.#letGo && disprovedBelowBytes !== undefined ? 1 : shareForGarbage;
  }

  #keep({ row, reading: { level, reason } }: SituationLook): void {
    const { monitor, caches, book, faults, keepEvidence } = this.#options;
    callSafely(
      () => {
        const evidence = gatherEvidence({
          monitor,
          row,
          capacity: capacityOf(row),
          time: row[column.time]!,
          level,
          reason,
          caches: caches.caches,
          applied: book.applied,
        });
        this.#evidence.push(evidence);
        if (this.#evidence.length > mostEvidence) this.#evidence.shift();
        return keepEvidence?.(evidence);
      },
      (error) => faults.report('the evidence of memory pressure', error),
    );
  }
}
