import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import { type MemoryMonitoring, type MemoryMonitoringListeners, startAgent } from './startAgent.ts';
import { warn } from './warn.ts';

export type { MemoryMonitoring } from './startAgent.ts';

/**
 * Watches the memory of this process, or of this worker thread, from now on. The settings given win over `TIDEMARK_*`
 * variables, and these over the defaults; no file is read (see `loadConfiguration`). There is one agent in a thread:
 * a second call returns the running one, and warns where its settings differ.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function startMemoryMonitoring(
  config?: PartialConfiguration,
  { eventBus, logger }: MemoryMonitoringListeners = {},
): MemoryMonitoring {
  const loaded = resolveConfiguration({ overrides: config, environment: process.env });
  for (const warning of loaded.warnings) warn(process, warning);
  return startAgent(loaded, { eventBus, logger });
}
