import type { OptionNames } from '../configuration/checkedOptions.ts';
import type { Collector } from '../sampling/Collector.ts';
import type { AllocationSamplerOptions } from './AllocationSampler.ts';

/** What a {@link MemoryProfiler} tells of its doings; console, pino and winston have it. */
export interface ProfilerLogger {
  debug(message: string, ...details: unknown[]): unknown;
  warn(message: string, ...details: unknown[]): unknown;
}

/** Options of {@link MemoryProfiler}. */
export interface MemoryProfilerOptions extends AllocationSamplerOptions {
  /** Hears of measured operations, and of what could not be done. @default none */
  readonly logger?: ProfilerLogger | undefined;
  /** Whether garbage may be collected by force, which is needed to tell what is retained. @default true */
  readonly collections?: boolean | undefined;
  /** Collects garbage. @default V8's own collector, got at when it is first wanted */
  readonly collector?: Pick<Collector, 'collect'> | undefined;
  /**
   * The most milliseconds that collections may take to tell an operation from other work that runs at the same time:
   * so long may the thread stand still in all, one turn at a time.
   * @default 3_000
   */
  readonly isolationPauseMs?: number | undefined;
  /** One allocation sample for so many bytes, on average. @default 65_536 */
  readonly samplingIntervalBytes?: number | undefined;
  /** Snapshots that are kept; the oldest one goes first. @default 50 */
  readonly maxSnapshots?: number | undefined;
}

/** The names of all of them. */
export const knownOptions: OptionNames<keyof MemoryProfilerOptions> = {
  owner: 'MemoryProfiler',
  names: [
    'logger',
    'collections',
    'collector',
    'isolationPauseMs',
    'samplingIntervalBytes',
    'maxSnapshots',
    'session',
    'foreign',
  ],
};
