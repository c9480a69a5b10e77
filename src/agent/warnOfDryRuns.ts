import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { type WarningEmitter, warn } from './warn.ts';

/** Has what would be done in a dry run told as a warning of the process: for where neither a logger nor a hub hears of it. */
export function warnOfDryRuns(monitor: Pick<MemoryMonitor, 'onEvent'>, host: WarningEmitter): void {
  monitor.onEvent(({ type, payload }) => {
    if (type !== 'memory:strategy_applied' || payload.result !== 'dry-run') return;
    const { level, strategy, detail } = payload;
    warn(host, `Memory pressure is ${level}; ${strategy} would have been applied. ${detail ?? ''}`.trim());
  });
}
