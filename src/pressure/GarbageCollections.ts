import { percentInWords } from '../monitoring/quantity.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { Collection, Collector } from '../sampling/Collector.ts';
import type { MemorySource } from '../sampling/MemorySource.ts';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import { CollectionPauses, ownMs } from './CollectionPauses.ts';
import { KeptRoom } from './KeptRoom.ts';
import type { MemoryCollection } from './MemoryStrategy.ts';

/** Buffers that were collected are freed by another thread, within about a second. */
const releaseMs = 1000;

/** What {@link GarbageCollections} work with. */
export interface GarbageCollectionsOptions {
  readonly source: Pick<MemorySource, 'collector' | 'read'>;
  /** Milliseconds from anywhere that never go back. */
  readonly now: () => number;
}

/** What a collection may cost. */
export interface CollectionBudget {
  /** Refused where a longer pause is to be expected, in milliseconds. */
  readonly maxPauseMs: number;
  /** Refused where collections have used up this share of the time. @default no limit */
  readonly share?: number;
  /** Bytes that were let go of since what is live was measured: a collection need not look at them. @default 0 */
  readonly garbageBytes?: number;
  /** The option that has set `maxPauseMs`. @default 'automaticResponse.maxPause' */
  readonly setBy?: string;
}

/** A compaction takes about twice as long as a collection, until it is known better. */
const compactionFactor = 2;
/** What a collection of a small heap takes is not in proportion to it, and says nothing of a large one. */
const leastBytes = 32 * 1024 ** 2;

/** Of what was live, so much most likely is still, whatever was let go of since. */
const leastLiveShare = 0.25;

interface Use {
  readonly usedBytes: number;
  readonly rssBytes: number;
  readonly heapTotalBytes: number;
}

/**
 * Collections with a predicted pause, measured before and after. A plain collection is `gc()` without an argument, a full
 * one on Node 20, 22 and 24; where pages shall go back to the system it is a compaction. Without a collector, or where V8
 * does not let one get at it, the result says so.
 */
export class GarbageCollections {
  readonly #source: GarbageCollectionsOptions['source'];
  readonly #now: () => number;
  /** What collections have shown to be free, and the allocator keeps. */
  readonly room: KeptRoom = new KeptRoom();
  readonly #row: SampleRow = new Float64Array(sampleFields.length);
  readonly #plain: CollectionPauses = new CollectionPauses();
  readonly #compacting: CollectionPauses = new CollectionPauses();
  #closed = false;
  #endedAt = Number.NEGATIVE_INFINITY;
  #passedAt: number | undefined;
  #lastOwnMs = 0;
  #count = 0;
  #last: (MemoryCollection & { readonly performed: true }) | undefined;

  constructor({ source, now }: GarbageCollectionsOptions) {
    this.#source = source;
    this.#now = now;
  }

  /** Collections made so far. */
  get count(): number {
    return this.#count;
  }

  /** What the last one showed. */
  get last(): (MemoryCollection & { readonly performed: true }) | undefined {
    return this.#last;
  }

  /** Makes none from now on. */
  close(): void {
    this.#closed = true;
  }

  /** Bytes in use at this moment, on the heap and outside of it. */
  usedBytes(): number {
    return this.#use().usedBytes;
  }

  /** Bytes in use in the old generation at this moment; `NaN` where nobody knows. */
  oldUsedBytes(): number {
    this.#source.read(this.#row);
    return this.#row[column.oldUsedBytes]!;
  }

  /** Resident set size at this moment, in bytes; `NaN` where nobody knows. */
  rssBytes(): number {
    return this.#use().rssBytes;
  }

  /** Collects all garbage, now. */
  collect(budget: CollectionBudget): MemoryCollection {
    const { collector } = this.#source;
    const refusal = this.#refusal(collector, 'collection', budget);
    if (refusal !== undefined) return { performed: false, reason: refusal };
    const before = this.#use();
    return this.#finish(before, collector!.collect(), this.#plain);
  }

  /** Collects all garbage and gives pages back, where the platform can; otherwise it only collects. */
  async compact(budget: CollectionBudget): Promise<MemoryCollection> {
    const { collector } = this.#source;
    if (collector !== undefined && collector.compact === undefined) return this.collect(budget);
    const refusal = this.#refusal(collector, 'compaction', budget);
    if (refusal !== undefined) return { performed: false, reason: refusal };
    const before = this.#use();
    return this.#finish(before, await collector!.compact!(), this.#compacting);
  }

  /** The same collection with what is in use, and resident, once buffers that were collected have been freed. */
  async released(collection: MemoryCollection, timers: Timers): Promise<MemoryCollection> {
    if (!collection.performed) return collection;
    await new Promise<void>((resolve) => void timers.setTimeout(resolve, releaseMs));
    const { usedBytes, rssBytes, heapTotalBytes } = this.#use();
    return {
      ...collection,
      usedBytesAfter: usedBytes,
      freedBytes: collection.usedBytesBefore - usedBytes,
      rssBytesAfter: rssBytes,
      heapTotalBytesAfter: heapTotalBytes,
    };
  }

  #refusal(
    collector: Collector | undefined,
    kind: 'collection' | 'compaction',
    { maxPauseMs, share = 1, garbageBytes, setBy = 'automaticResponse.maxPause' }: CollectionBudget,
  ): string | undefined {
    if (this.#closed) return 'The manager has been closed, by close().';
    if (collector === undefined) return 'The source of the samples cannot force collections.';
    const sinceMs = this.#now() - this.#endedAt;
    if (sinceMs < (1 / share - 1) * this.#lastOwnMs) {
      return `The last collection took ${Math.round(this.#lastOwnMs)} ms and ended ${Math.round(sinceMs)} ms ago; collections may take ${percentInWords(share)} of the time.`;
    }
    const pauseMs = this.#predictedMs(kind, garbageBytes);
    if (pauseMs <= maxPauseMs) return undefined;
    return `A ${kind} would pause for about ${Math.round(pauseMs)} ms; at most ${maxPauseMs} ms are allowed (${setBy}).`;
  }

  /** How long {@link collect} would pause now, in milliseconds; `undefined` where nothing can be collected. */
  predictedPauseMs(): number | undefined {
    return this.#source.collector === undefined ? undefined : this.#predictedMs('collection');
  }

  #predictedMs(kind: 'collection' | 'compaction', garbageBytes = 0): number {
    const now = this.#now();
    // While collections are refused, too, what was learnt fades.
    for (const pauses of [this.#plain, this.#compacting]) pauses.pass(now - (this.#passedAt ?? now));
    this.#passedAt = now;
    this.#source.read(this.#row);
    const live = this.#row[column.liveBytes]!;
    const used = live >= 0 ? live : this.#row[column.heapUsedBytes]! || 0;
    const bytes = Math.max(leastLiveShare * used, used - garbageBytes);
    if (kind === 'collection') return this.#plain.pauseMs(bytes);
    return this.#compacting.learnt
      ? this.#compacting.pauseMs(bytes)
      : compactionFactor * this.#plain.pauseMs(bytes);
  }

  #finish(before: Use, collection: Collection, prediction: CollectionPauses): MemoryCollection {
    if (!collection.performed) return collection;
    const after = this.#use();
    prediction.add(collection, Math.max(leastBytes, this.#row[column.liveBytes]! || after.usedBytes));
    const now = this.#now();
    this.#endedAt = now;
    this.#lastOwnMs = ownMs(collection);
    this.#count += 1;
    this.#last = {
      ...collection,
      usedBytesBefore: before.usedBytes,
      usedBytesAfter: after.usedBytes,
      freedBytes: before.usedBytes - after.usedBytes,
      rssBytesBefore: before.rssBytes,
      rssBytesAfter: after.rssBytes,
      heapTotalBytesBefore: before.heapTotalBytes,
      heapTotalBytesAfter: after.heapTotalBytes,
    };
    this.room.add(this.#last);
    return this.#last;
  }

  #use(): Use {
    const row = this.#row;
    this.#source.read(row);
    return {
      usedBytes: row[column.heapUsedBytes]! + (row[column.externalBytes]! || 0),
      rssBytes: row[column.rssBytes]!,
      heapTotalBytes: row[column.heapTotalBytes]!,
    };
  }
}
