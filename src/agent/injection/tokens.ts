import type { Configuration } from '../../configuration/Configuration.ts';
import type { MemoryMonitor } from '../../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../../pressure/MemoryPressureManager.ts';
import type { MemoryProfiler } from '../../profiling/MemoryProfiler.ts';
import type { MemoryReporter } from '../../reporting/MemoryReporter.ts';
import type { MemoryMonitoring } from '../startMemoryMonitoring.ts';

/** Under which name a container knows each service. */
export const tokens = {
  /** All of it, as `startMemoryMonitoring()` returns it. */
  MemoryMonitoring: 'MemoryMonitoring',
  MemoryMonitor: 'MemoryMonitor',
  MemoryProfiler: 'MemoryProfiler',
  /** A promise of one, since its code is loaded when it is first asked for. */
  MemoryPressureManager: 'MemoryPressureManager',
  MemoryReporter: 'MemoryReporter',
  /** The settings in force. */
  MemoryMonitoringConfiguration: 'MemoryMonitoringConfiguration',
} as const;

/** What each token resolves to. */
export interface MemoryServices {
  readonly MemoryMonitoring: MemoryMonitoring;
  readonly MemoryMonitor: MemoryMonitor;
  readonly MemoryProfiler: MemoryProfiler;
  readonly MemoryPressureManager: Promise<MemoryPressureManager>;
  readonly MemoryReporter: MemoryReporter;
  readonly MemoryMonitoringConfiguration: Configuration;
}

/** The name of one service. */
export type MemoryToken = keyof MemoryServices;
