import type { PressureChange, Recycling, StrategyApplied } from './response.ts';
import type { MemorySample } from './sample.ts';

/** Severity of use against a limit. */
export type PressureLevel = 'normal' | 'warning' | 'critical';

/** What a threshold watches. */
export type ThresholdMetric = 'heap' | 'rss' | 'container' | 'host';

/** A threshold was crossed, upwards or back. One event per crossing; `level: 'normal'` is the recovery. */
export interface ThresholdCrossing {
  readonly metric: ThresholdMetric;
  readonly level: PressureLevel;
  readonly previousLevel: PressureLevel;
  readonly usedBytes: number;
  /** The bytes at which `level` begins; for a recovery, those of the level that was left. */
  readonly thresholdBytes: number;
  readonly limitBytes: number | undefined;
  /** `usedBytes / limitBytes`, where there is a limit. */
  readonly ratio: number | undefined;
  /** One sentence for people. */
  readonly message: string;
}

/** Which memory grows. */
export type MemoryKind = 'heap' | 'external' | 'native';

/** Who allocated what is still alive. */
export interface AllocationSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Counted from 1; only where another function of that name begins on the same line, as in a minified file. */
  readonly column?: number | undefined;
  readonly package: string | undefined;
  /** 0 where that is not known at present, as of what is withdrawn. */
  readonly bytesPerSecond: number;
  /** Share of its old allocations that are still alive, 0 to 1. */
  readonly survival: number;
}

/** When memory will run out: 90 % interval in milliseconds from now. `highMs` is `undefined` where it may never come. */
export interface OutOfMemoryEstimate {
  readonly etaMs: number;
  readonly lowMs: number;
  readonly highMs: number | undefined;
  readonly limit: 'heap' | 'container' | 'host';
}

/**
 * A limit on the number of things, and when it is reached: 90 % interval in milliseconds from now, where that is foreseen;
 * all 0 where it is reached.
 */
export interface CountLimit {
  readonly of: 'open files';
  readonly count: number;
  readonly etaMs: number | undefined;
  readonly lowMs: number | undefined;
  readonly highMs: number | undefined;
}

/** Things that are opened and not closed, where it is they whose number grows. */
export interface GrowingResource {
  readonly kind: 'worker' | 'handle' | 'wasm';
  /** What they are: the script of a worker, the type of a handle. */
  readonly type: string;
  readonly count: number;
  /** By how many they grow in an hour. */
  readonly perHour: number;
  /** What their number meets first, where such a limit is known. */
  readonly limit?: CountLimit;
}

/** How many bytes stay behind for each unit of work. */
export interface RetainedPerWork {
  /** One of them, as people say it: `request`, `job`. */
  readonly unit: string;
  readonly bytes: number;
  /** Units in the time of the growth. */
  readonly count: number;
  /** How closely memory follows them: Pearson's r, -1 to 1. */
  readonly correlation: number;
  /** Routes that are known to leave something behind, the one that accounts for most of the growth first. */
  readonly routes?: readonly RetainedPerRoute[];
}

/** How many bytes stay behind for each request of a route. */
export interface RetainedPerRoute {
  /** Method and pattern: `GET /orders/:id`. */
  readonly route: string;
  readonly bytes: number;
  readonly lowBytes: number;
  readonly highBytes: number;
  /** Requests in the time of the growth. */
  readonly count: number;
  /** How closely memory, less what other routes keep, follows them: Pearson's r, -1 to 1. */
  readonly correlation: number;
}

/**
 * What a confirmation rests on: growth beyond all bounded holders, which are all declared (`sites`: from functions that
 * keep what they allocate, or, where these cannot be looked at and so none is named, such as was never seen in this
 * process), growth that has lasted, growth that has eaten much of what was free, or all of a limit on a number (`consuming`), or
 * a declared holder beyond its bound.
 */
export type ConfirmationBasis = 'sites' | 'persistent' | 'consuming' | 'holder';

/** What is said of a leak, from suspicion to withdrawal. `id` stays the same for the same leak. */
export interface LeakReport {
  readonly id: string;
  readonly level: 'suspected' | 'confirmed' | 'withdrawn';
  readonly memory: MemoryKind;
  /** How fast it grows; of what is withdrawn, how the level moves now: about 0, or less than that. */
  readonly rateBytesPerSecond: number;
  /** By how much it has grown; of what is withdrawn, by how much at its height. */
  readonly grownBytes: number;
  /** How long that took, in milliseconds. */
  readonly sinceMs: number;
  /** For how long it has not grown, in milliseconds; present where it is withdrawn. Older agents do not say it. */
  readonly stoppedForMs?: number;
  readonly pattern: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly sites: readonly AllocationSite[];
  readonly holder?: {
    readonly path: string;
    readonly class: string;
    readonly entries: number;
    /** There may be more than `entries`: no more of them are followed. Absent where that is their number. */
    readonly isAtLeast?: boolean;
  };
  readonly outOfMemory?: OutOfMemoryEstimate;
  /** Present where it is confirmed. */
  readonly basis?: ConfirmationBasis;
  readonly resource?: GrowingResource;
  readonly work?: RetainedPerWork;
  /** Sentences: what was seen, and what would change the verdict. */
  readonly evidence: readonly string[];
  /** One sentence: what to do next. */
  readonly advice: string;
}

/** Letters of the longest label of a {@link MemoryMark}. */
export const longestLabel = 80;

/** A moment that the application has marked: a deploy, a job that begins. */
export interface MemoryMark {
  /** One line, 80 letters at most. */
  readonly label: string;
}

/** A setting that has another value from now on; both as JSON, absent where it has none. */
export interface ChangedSetting {
  /** `thresholds.heap.warning`. */
  readonly path: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Settings were changed while the process ran: by its code, or in its file. */
export interface ConfigurationChange {
  readonly changed: readonly ChangedSetting[];
  /** What was changed, too, and is not in effect before a restart. */
  readonly needRestart: readonly ChangedSetting[];
  /** One sentence or two for people. */
  readonly message: string;
}

/** The payload of each event type. */
export interface MemoryEventPayloads {
  readonly 'memory:sampled': MemorySample;
  readonly 'memory:threshold_exceeded': ThresholdCrossing;
  readonly 'memory:pressure_changed': PressureChange;
  readonly 'memory:leak_suspected': LeakReport;
  readonly 'memory:leak_confirmed': LeakReport;
  readonly 'memory:leak_withdrawn': LeakReport;
  readonly 'memory:out_of_memory_predicted': OutOfMemoryEstimate;
  readonly 'memory:strategy_applied': StrategyApplied;
  readonly 'memory:recycling': Recycling;
  readonly 'memory:mark': MemoryMark;
  readonly 'memory:configuration_changed': ConfigurationChange;
}

/** The name of an event. */
export type MemoryEventType = keyof MemoryEventPayloads;

/** One event, with its time in epoch milliseconds. */
export type MemoryEvent = {
  readonly [Type in MemoryEventType]: {
    readonly time: number;
    readonly type: Type;
    readonly payload: MemoryEventPayloads[Type];
  };
}[MemoryEventType];

/** What is told of an answer to pressure. */
export type ResponseEvent = Extract<
  MemoryEvent,
  { readonly type: 'memory:strategy_applied' | 'memory:recycling' }
>;

/** What is told of settings that were changed. */
export type ConfigurationEvent = Extract<MemoryEvent, { readonly type: 'memory:configuration_changed' }>;

/** Every event type, in the order of the docs. */
export const memoryEventTypes: readonly MemoryEventType[] = [
  'memory:sampled',
  'memory:threshold_exceeded',
  'memory:pressure_changed',
  'memory:leak_suspected',
  'memory:leak_confirmed',
  'memory:leak_withdrawn',
  'memory:out_of_memory_predicted',
  'memory:strategy_applied',
  'memory:recycling',
  'memory:mark',
  'memory:configuration_changed',
];
