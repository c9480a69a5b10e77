import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { invalidOption } from '../TidemarkError.ts';
import type { MeasuredMonitor } from './readingsOf.ts';

/** What is used of a monitor. */
export type MetricsMonitor = MeasuredMonitor & Pick<MemoryMonitor, 'onEvent'>;

/** What is measured: a monitor, or what `startMemoryMonitoring()` has returned. */
export type MonitorOrHandle = MetricsMonitor | { readonly monitor: MetricsMonitor };

/** The monitor of either. @throws TidemarkError `INVALID_OPTION` */
export function monitorOf(given: MonitorOrHandle): MetricsMonitor {
  const monitor = (given as { readonly monitor?: MetricsMonitor } | undefined)?.monitor ?? given;
  if (typeof (monitor as Partial<MetricsMonitor> | undefined)?.onEvent === 'function')
    return monitor as MetricsMonitor;
  throw invalidOption('monitor', 'a MemoryMonitor, or what startMemoryMonitoring() returns', given);
}
