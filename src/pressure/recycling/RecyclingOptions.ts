import type { PartialConfiguration } from '../../configuration/Configuration.ts';
import type { Logger } from '../../monitoring/Logger.ts';
import type { MemoryMonitor } from '../../monitoring/MemoryMonitor.ts';
import type { Timers } from '../../monitoring/Ticker.ts';
import type { Recycling } from '../../wire/response.ts';
import type { MemoryPressureManager } from '../MemoryPressureManager.ts';

/** The settings of `recycling`, as in the configuration: `{ maxPerHour: 4, grace: '1m' }`. */
export type RecyclingSettings = Omit<NonNullable<PartialConfiguration['recycling']>, 'enabled'>;

/** What replaces workers, or has this one replaced, tells and goes by. */
export interface RecyclingOptions extends RecyclingSettings {
  /** Tells everybody who listens to it; in a worker, says how that is. For cluster workers there must be one. @default none */
  readonly monitor?: MemoryMonitor | undefined;
  /** Knows sooner than the monitor when pressure is critical, and when nothing helps. @default none */
  readonly manager?:
    | (Pick<MemoryPressureManager, 'onLevelChange' | 'addRecycler'> &
        Partial<Pick<MemoryPressureManager, 'closed' | 'pressing' | 'refusedRequests'>>)
    | undefined;
  /** Hears what is done. @default none */
  readonly logger?: Logger | undefined;
  /** Hears each step of each replacement. @default none */
  readonly onRecycling?: ((recycling: Recycling) => unknown) | undefined;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** @default the platform's */
  readonly timers?: Timers | undefined;
  /** 0 to 1. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/** What replaces workers. */
export interface WorkerRecycling {
  /** The steps of the last replacements, newest last; the last 100. */
  readonly steps: readonly (Recycling & { /** Epoch milliseconds. */ readonly time: number })[];
  /**
   * Asks for a worker to be replaced, by its id (`4711`, or `4711.2` for a thread), within the limits. In a worker the id
   * is its own, whatever is given.
   */
  requestRecycling(id: string, reason: string): void;
  /** Replaces nobody from now on; what is under way goes on. */
  close(): void;
}
