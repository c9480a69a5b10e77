import type { MetricReading } from './metric.ts';
import type { SnapshotEstimate } from './snapshotTaking.ts';

/** What a process is asked for: to tell something of itself, or to do something. */
export type ProcessCall =
  | { readonly type: 'costs' }
  | { readonly type: 'caches' }
  | { readonly type: 'settings' }
  | { readonly type: 'metrics' }
  | {
      readonly type: 'collect-garbage';
      /** Refused where a longer pause is to be expected. @default `automaticResponse.maxPause` */
      readonly maxPauseMs?: number;
    }
  | {
      readonly type: 'prune-caches';
      /** `normal` lets go of a quarter of the entries, `aggressive` of three quarters. */
      readonly mode: 'normal' | 'aggressive';
      /** Those of this name alone. @default all of them */
      readonly cache?: string;
      /** As above, for each of the two collections that measure it. */
      readonly maxPauseMs?: number;
    }
  | {
      readonly type: 'sample-allocations';
      /** `start` begins, `read` tells what has been allocated since and is alive, `stop` ends it. */
      readonly run: 'start' | 'read' | 'stop';
    };

/** What a process answers, or does not do, in one sentence. */
export type ProcessAnswer =
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'costs'; readonly costs: ActionCosts }
  | { readonly type: 'caches'; readonly caches: readonly CacheEntry[] }
  | { readonly type: 'settings'; readonly settings: readonly SettingEntry[] }
  | { readonly type: 'metrics'; readonly metrics: readonly MetricReading[] }
  | { readonly type: 'collected'; readonly collection: CollectionOutcome }
  | { readonly type: 'pruned'; readonly pruning: PruningOutcome }
  | { readonly type: 'sampling'; readonly sampling: AllocationSampling }
  | { readonly type: 'allocations'; readonly allocations: AllocationReading };

/** What actions will cost, as it is now. */
export interface ActionCosts {
  readonly collection: {
    /** Milliseconds for which the thread will stand still; `undefined` where it cannot collect. */
    readonly pauseMs: number | undefined;
    /** Whether that rests on collections that were measured in this process. */
    readonly measured: boolean;
  };
  readonly snapshot: {
    readonly estimate: SnapshotEstimate;
    /** Why one would be refused now. */
    readonly refusal: string | undefined;
  };
  /** Whether allocations are being sampled, and since when. */
  readonly sampling: AllocationSampling | undefined;
}

/** Something that can be asked to let go of memory. */
export interface CacheEntry {
  readonly name: string;
  /** `lru-cache`, `UnifiedCache`; `pool`, `declared holder`. */
  readonly kind: string;
  /** `undefined` where nobody knows; the same with all below. */
  readonly entries: number | undefined;
  readonly bytes: number | undefined;
  /** Since the cache was made. */
  readonly hits: number | undefined;
  readonly misses: number | undefined;
  /** Hits that each megabyte has had since the last pruning, which is what is lost with it. */
  readonly hitsPerMegabyte: number | undefined;
  /** What a normal pruning would let go of. */
  readonly goingEntries: number | undefined;
  readonly goingBytes: number | undefined;
}

/** A setting as it is in effect. */
export interface SettingEntry {
  /** `sampling.interval`. */
  readonly path: string;
  /** As JSON says it; `undefined` is left out. */
  readonly value: string | undefined;
  readonly defaultValue: string | undefined;
  readonly source: 'default' | 'file' | 'environment' | 'option' | 'code';
  /** Which one: a file's path, a variable, an option. Empty for `default` and `code`. */
  readonly origin: string;
  readonly description: string;
}

/** What a collection showed. Bytes are those in use on the heap and in external memory. */
export interface CollectionOutcome {
  readonly usedBytesBefore: number;
  readonly usedBytesAfter: number;
  readonly rssBytesBefore: number;
  readonly rssBytesAfter: number;
  readonly pauseMs: number;
}

/** What came of pruning. */
export interface PruningOutcome {
  readonly entries: number;
  /** What those that were pruned say. */
  readonly claimedBytes: number | undefined;
  /** What two collections, right before and right after, have shown; `undefined` where none was made. */
  readonly freedBytes: number | undefined;
  /** Why nobody has measured it. */
  readonly notMeasured: string | undefined;
  /** Of both collections together. */
  readonly pauseMs: number | undefined;
  readonly pruned: readonly string[];
  readonly unfinished: readonly string[];
  readonly failed: readonly string[];
}

/** That allocations are sampled. */
export interface AllocationSampling {
  /** Epoch milliseconds; `undefined` once it has ended. */
  readonly startedAt: number | undefined;
  /** It ends by itself where nobody has looked for so long. */
  readonly endsAfterMs: number;
}

/** A call frame: what it allocated and is alive, and what it called. */
export interface AllocationFrame {
  readonly name: string;
  /** Empty for what has no file. */
  readonly file: string;
  readonly line: number;
  /** The npm package; left out for the application's own code. */
  readonly package?: string | undefined;
  readonly selfBytes: number;
  readonly children: readonly AllocationFrame[];
}

/** What was allocated since sampling began, and is alive at this moment. Sizes are estimates of a sample. */
export interface AllocationReading {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly time: number;
  /** One sample stands for so many bytes; `undefined` where somebody else has started the sampler. */
  readonly intervalBytes: number | undefined;
  readonly liveBytes: number;
  readonly samples: number;
  readonly root: AllocationFrame;
}
