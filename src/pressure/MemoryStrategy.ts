import type { Collection } from '../sampling/Collector.ts';
import type { Capacity } from '../wire/capacity.ts';
import type { PressureLevel, ThresholdMetric } from '../wire/event.ts';
import type { StrategyResult } from '../wire/response.ts';
import type { PruneMode } from './caches/ManagedCache.ts';
import type { PressureReading } from './PressureGauge.ts';
import type { PlannedPruning, PruneSummary } from './PruneSummary.ts';

/** What is done about memory pressure. */
export interface MemoryStrategy {
  /** What it is called in records and events; unique within its level. */
  readonly name: string;
  /** Higher ones go first. @default 0 */
  readonly priority?: number;
  /** What it costs the application, by any measure: of two with equal priority the cheaper one goes first. @default 1 */
  readonly cost?: number;
  /** Least time between two applications, in milliseconds; it doubles while nothing is freed. @default 30000 */
  readonly cooldownMs?: number;
  /** An application that takes longer is given up, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /**
   * Does something about it. What it says it has freed is told as a claim; what a collection made through the situation
   * shows is told as freed. It may throw, reject or never end: that is recorded, and nothing else.
   */
  apply(situation: PressureSituation): StrategyOutcome | undefined | Promise<StrategyOutcome | undefined>;
  /** One or more sentences for a dry run: what `apply` would do. It must do nothing. @default nothing is said of it */
  describePlan?(situation: PlannedSituation): string;
}

/** What a strategy has to go by where it only says what it would do. */
export type PlannedSituation = Pick<
  PressureSituation,
  | 'level'
  | 'cause'
  | 'reason'
  | 'capacity'
  | 'growing'
  | 'fruitless'
  | 'freeingMaySuffice'
  | 'collectible'
  | 'unproved'
  | 'replacementInTime'
  | 'littleToCollect'
  | 'shedders'
  | 'recyclers'
  | 'replacementRefused'
  | 'prunePlan'
>;

/** What a strategy says of itself. */
export interface StrategyOutcome {
  /** Bytes that it thinks it has freed: a claim, until a collection shows it. */
  readonly freedBytes?: number | undefined;
  /** One sentence: what was done. */
  readonly detail?: string | undefined;
}

/** What a strategy has to go by, and what it may do. */
export interface PressureSituation {
  readonly level: PressureLevel;
  /** What is short. */
  readonly cause: ThresholdMetric | 'stall' | undefined;
  /** One sentence for people. */
  readonly reason: string;
  readonly capacity: Capacity;
  /** Whether memory grows so that a limit will be reached. */
  readonly growing: boolean;
  /** How many applications in a row have freed nothing worth a word. */
  readonly fruitless: number;
  /**
   * Whether there is something to prune, or garbage whose collection alone would end the pressure, the last application has
   * freed memory, and less than 95 % of the limit is used, unless garbage is collected now: then load need not be shed yet.
   */
  readonly freeingMaySuffice: boolean;
  /** Whether the garbage that is known of is more than what memory is short of: then nothing may have to be pruned. */
  readonly collectible: boolean;
  /** Whether it is only likely that the heap is so full, or will be at once: what a collection leaves would tell. @default false */
  readonly unproved?: boolean | undefined;
  /**
   * Whether a fresh process or worker would take over before memory is used up, as it grows now: then load need not be shed
   * where it is asked for.
   */
  readonly replacementInTime: boolean;
  /** Whether a collection would free next to nothing of what a container is short of, as far as is known. @default false */
  readonly littleToCollect?: boolean | undefined;
  /** How many there are who can shed load, and whom a replacement can be asked for. */
  readonly shedders: number;
  readonly recyclers: number;
  /** Why no replacement comes for now, in one sentence, where there is somebody to ask and all of them refuse it. */
  readonly replacementRefused: string | undefined;
  /** Aborted when the time is up, or when the manager is stopped. */
  readonly signal: AbortSignal;
  /**
   * Prunes managed caches, shrinks pools and asks declared holders. Those that answer at once have been pruned when it
   * returns; those that return a promise are waited for, within the time of the strategy. Never rejects.
   */
  prune(mode: PruneMode): Promise<PruneSummary>;
  /** What `prune` would let go of, the first first, as far as that can be said; nothing is done. */
  prunePlan(mode: PruneMode): readonly PlannedPruning[];
  /** Collects garbage, in the way that helps against what is short; refused where it would take too long. */
  collect(): Promise<MemoryCollection>;
  /** Asks those who can shed load. Returns how many of them did not fail at it. */
  shedLoad(): number;
  /** Keeps what is known at this moment. */
  keepEvidence(): void;
  /** Asks for this process, or worker, to be replaced. Returns how many of those who were asked did not fail at it. */
  requestRecycling(): number;
}

/** What came of a collection: what was in use before and after it. */
export type MemoryCollection =
  | (Extract<Collection, { performed: true }> & {
      /** Bytes in use on the heap, and in external memory. */
      readonly usedBytesBefore: number;
      readonly usedBytesAfter: number;
      /** `usedBytesBefore - usedBytesAfter`: garbage, and what had been let go of. */
      readonly freedBytes: number;
      /** Resident set size; V8 may give pages back somewhat later. */
      readonly rssBytesBefore: number;
      readonly rssBytesAfter: number;
      /** Bytes that V8 has reserved for its heap. */
      readonly heapTotalBytesBefore: number;
      readonly heapTotalBytesAfter: number;
      /**
       * Whether memory that is no garbage grows on towards its end all the same, so that what was freed has not helped; absent
       * where nobody has looked.
       */
      readonly stillRising?: boolean | undefined;
      /** Whether so much was freed that memory is no longer short by it, or was not short at all; absent where nobody has looked. */
      readonly sufficient?: boolean | undefined;
    })
  | Extract<Collection, { performed: false }>;

/** One application of a strategy, as it is kept. */
export interface AppliedStrategy {
  /** Epoch milliseconds at which it began. */
  readonly time: number;
  readonly strategy: string;
  readonly level: PressureLevel;
  /** Why it was applied. */
  readonly reason: string;
  /** `dry-run`: it would have been applied. */
  readonly result: StrategyResult;
  /** Bytes in use before, less what a collection has left; `undefined` where none was made: then nobody has measured. */
  readonly freedBytes: number | undefined;
  /**
   * By how much resident memory has fallen since before it was applied, in bytes: what the system has back; negative where it
   * has grown. Less than `freedBytes` where the allocator keeps memory for this process; `undefined` where that is.
   */
  readonly returnedBytes: number | undefined;
  /** Whether a collection has measured `freedBytes`. */
  readonly measured: boolean;
  /** Bytes that the strategy, or the caches that it pruned, say they have freed; not limited to what can be true. */
  readonly claimedBytes: number | undefined;
  readonly pauseMs: number | undefined;
  readonly durationMs: number;
  /** One sentence: what was done, or what went wrong. */
  readonly detail: string;
}

/** Sheds load: answers some of the requests with "try again later" until it is told that it may stop. */
export interface LoadShedder {
  /**
   * How many requests it has refused so far: while this rises, memory may rest only because of that.
   *
   * @default nobody knows, so that memory that rests is taken to grow no more
   */
  readonly refused?: number | undefined;
  /** Whether it sheds nothing when it is asked to, since that has turned out to be in vain. @default false */
  readonly inVain?: boolean | undefined;
  shed(level: PressureLevel, reason: string): void;
  restore(): void;
  /**
   * Hears of each look at memory while pressure is answered, up to ten times a second: for those who shed more or less load
   * by how memory does. It is not called in a dry run.
   */
  observe?(reading: PressureReading): void;
  /**
   * Nobody answers pressure any more: the manager was disabled or closed, or its monitor stopped. Whoever eases off after
   * `restore()` stops at once here. @default restore() is called
   */
  end?(): void;
}

/** Has this process or worker replaced by a fresh one. */
export interface Recycler {
  /** About how long it takes until the fresh one serves, in milliseconds. @default nobody knows, so that load is shed until then */
  readonly readyInMs?: number | undefined;
  /**
   * Why no replacement comes for now, in one sentence: while it says so it is not asked, and load is shed as if it were not
   * there. @default it can be asked
   */
  readonly refusal?: string | undefined;
  /**
   * Whether it would refuse no more if it knew that memory will be used up: then it is asked all the same once that is known.
   * @default false
   */
  readonly reconsiders?: boolean | undefined;
  /**
   * Whether this process has siblings in its container, any of which may be replaced in its place, and leaks as they do: then a
   * container that is short is relieved by whichever is replaced, and nobody sheds load for it meanwhile. @default false
   */
  readonly relievedByOthers?: boolean | undefined;
  /**
   * @param endsInMs milliseconds until memory is used up as it grows now; `undefined` where it does not grow
   * @param containerMark bytes of the container below which it is not short; `undefined` where something else is
   */
  requestRecycling(reason: string, endsInMs?: number, containerMark?: number): void;
}
