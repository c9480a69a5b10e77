import type { HeapSnapshotFile, HeapSnapshotOptions } from '../heap-snapshot/taking/HeapSnapshotOptions.ts';
import type { InstanceCount } from '../instances/InstanceTracker.ts';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import type { SiteLabel } from '../SiteLabels.ts';

/** One of V8's spaces. */
export interface HeapSpace {
  readonly name: string;
  readonly usedBytes: number;
  readonly sizeBytes: number;
  readonly physicalBytes: number;
}

/** A function, and what it allocated that is alive: an estimate from samples. */
export interface SiteBytes extends SiteLabel {
  readonly bytes: number;
  readonly samples: number;
}

/** Who allocated what is alive, as far as it was allocated since `since`. */
export interface LiveSites {
  readonly performed: true;
  /** Epoch milliseconds at which sampling began. */
  readonly since: number;
  /** Of all sites together. */
  readonly liveBytes: number;
  /** Those with most bytes first, 50 at most. */
  readonly sites: readonly SiteBytes[];
}

/** What a snapshot of the profiler tells. */
export interface ProfilerSnapshot {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Whether garbage was collected first, so that what is in use is what is alive. */
  readonly collected: boolean;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** V8's own limit of the heap. */
  readonly heapSizeLimitBytes: number;
  readonly externalBytes: number;
  readonly mallocedBytes: number;
  readonly rssBytes: number;
  /**
   * Contexts that V8 has, the program's own included, which is one. Exact where `collected`, but for what the stack still holds;
   * else dead ones that no full collection has met count as well.
   */
  readonly nativeContexts: number;
  /** Contexts that are gone but still held: more than none hints at a leak. */
  readonly detachedContexts: number;
  readonly spaces: readonly HeapSpace[];
  readonly sites: LiveSites | NotPerformed;
  /** The classes that are tracked, as of their last count. */
  readonly instances: readonly InstanceCount[];
  /** `undefined` where none was asked for. */
  readonly heapSnapshot: HeapSnapshotFile | NotPerformed | undefined;
  /** Time that the thread stood still for it. */
  readonly pauseMs: number;
}

/** How a snapshot is taken. */
export interface TakeSnapshotOptions {
  /** Collects garbage first. @default false */
  readonly collect?: boolean | undefined;
  /** Tells live objects by site. The first time it starts to sample, later it takes a full collection. @default true */
  readonly sites?: boolean | undefined;
  /** Writes a heap snapshot of V8, too: the thread stands still for seconds to minutes. @default false */
  readonly heap?: boolean | HeapSnapshotOptions | undefined;
}
