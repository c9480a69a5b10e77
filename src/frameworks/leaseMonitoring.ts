import type { MemoryMonitoringListeners } from '../agent/MemoryMonitoring.ts';
import { isAgentRunning } from '../agent/startAgent.ts';
import { type MemoryMonitoring, startMemoryMonitoring } from '../agent/startMemoryMonitoring.ts';
import type { PartialConfiguration } from '../configuration/Configuration.ts';

/** Monitoring that several applications of a process may share. */
export interface MonitoringLease {
  readonly monitoring: MemoryMonitoring;
  /** Ends monitoring with the last lease, where a lease has begun it. A second call does nothing. */
  readonly release: () => void;
}

interface Leased {
  readonly monitoring: MemoryMonitoring;
  readonly isOwn: boolean;
  holders: number;
}

let leased: Leased | undefined;

/**
 * Has this thread watched as long as somebody holds the lease. What runs already, by `tidemark/register` or a call of
 * `startMemoryMonitoring()`, is used as it is, and goes on afterwards.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function leaseMonitoring(
  config: PartialConfiguration | undefined,
  listeners: MemoryMonitoringListeners,
): MonitoringLease {
  const isOwn = !isAgentRunning();
  const monitoring = startMemoryMonitoring(config, listeners);
  if (leased?.monitoring !== monitoring) leased = { monitoring, isOwn, holders: 0 };
  const held = leased;
  held.holders += 1;
  let isReleased = false;
  const release = (): void => {
    if (isReleased) return;
    isReleased = true;
    held.holders -= 1;
    if (held.holders > 0) return;
    if (leased === held) leased = undefined;
    if (held.isOwn) monitoring.stop();
  };
  return { monitoring, release };
}
