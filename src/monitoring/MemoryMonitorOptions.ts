import type { AllocationObserver } from '../sampling/AllocationObserver.ts';
import type { HolderFinder } from '../sampling/HolderFinder.ts';
import type { MemorySource } from '../sampling/MemorySource.ts';
import type { EventBus } from './EventBus.ts';
import type { Logger } from './Logger.ts';
import type { MonitorSettingsOptions } from './monitorSettings.ts';
import type { Timers } from './Ticker.ts';

/** Options of a `MemoryMonitor`; each has a default. */
export interface MemoryMonitorOptions extends MonitorSettingsOptions {
  /**
   * Where the heap becomes critical: a share of V8's real limit, or bytes from 1 MiB on; `null` turns the heap's
   * thresholds off. The warning begins at 0.7, or here where this is lower.
   * @default 0.85
   */
  readonly heapThreshold?: number | null | undefined;
  /** Where resident memory becomes critical, likewise; the warning begins at 800 MiB. @default 1 GiB */
  readonly rssThreshold?: number | null | undefined;
  /** Milliseconds between two samples. @default 5000 */
  readonly samplingInterval?: number | undefined;
  /** Samples kept at full resolution. @default 1000 */
  readonly historySize?: number | undefined;
  /** All thresholds in full, as in the configuration; what is said here wins over the two above. */
  readonly thresholds?: MonitorSettingsOptions['thresholds'];
  /** Settings of leak detection, as in the configuration. */
  readonly leakDetection?: MonitorSettingsOptions['leakDetection'];
  /** Settings of probes, as in the configuration: collections forced where readings are too few. */
  readonly probes?: MonitorSettingsOptions['probes'];
  /**
   * Samples allocations while growth is hinted at, so that reports name the sites that keep what they allocate: an
   * `AllocationSites`, which `startMemoryMonitoring` gives by itself. The monitor starts and stops it. @default none: no sites
   */
  readonly allocations?: AllocationObserver | undefined;
  /**
   * Finds out who holds what grows, by heap snapshots, where `leakDetection.snapshots.enabled` says so. The monitor stops it.
   * @default nobody does; `startMemoryMonitoring` gives one by itself
   */
  readonly holderFinder?: HolderFinder | undefined;
  /** What is counted as work, as in the configuration. */
  readonly work?: MonitorSettingsOptions['work'];
  /** Receives every event. @default none */
  readonly eventBus?: EventBus | undefined;
  /** Hears of handlers, buses and sources that fail. @default none */
  readonly logger?: Logger | undefined;
  /** Where samples come from; the monitor never closes it. @default this process, or this page */
  readonly source?: MemorySource | undefined;
  /** Milliseconds from anywhere that never go back, for the timer alone. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** @default the platform's, without keeping the process alive */
  readonly timers?: Timers | undefined;
}
