import type { Configuration } from '../configuration/Configuration.ts';
import { checkedFunction, checkedOptions } from '../configuration/checkedOptions.ts';
import { resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import { checkedListeners } from '../monitoring/checkedListeners.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { platformTimers } from '../monitoring/Ticker.ts';
import { invalidOption } from '../TidemarkError.ts';
import { checkedHost, checkedTimers } from './checkedArguments.ts';
import type { PressureEventHost } from './emitMemoryPressure.ts';
import type { MemoryPressureManagerOptions } from './MemoryPressureManagerOptions.ts';

/** What a manager works with, once its options are found right; every default filled in. */
export interface ManagerSettings
  extends Pick<MemoryPressureManagerOptions, 'monitor' | 'logger' | 'keepEvidence'> {
  readonly automaticResponse: Configuration['automaticResponse'];
  /** Those to be managed from the start. */
  readonly caches: readonly unknown[];
  readonly host: PressureEventHost;
  readonly now: () => number;
  readonly timers: Timers;
}

const known = {
  owner: 'MemoryPressureManager',
  names: ['monitor', 'cache', 'logger', 'automaticResponse', 'keepEvidence', 'host', 'now', 'timers'],
};
const steadyNow: () => number = performance.now.bind(performance);

/** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
export function managerSettings(options: MemoryPressureManagerOptions): ManagerSettings {
  const {
    monitor,
    cache,
    keepEvidence,
    now = steadyNow,
    timers = platformTimers,
    host = process,
  } = options ?? {};
  if (typeof monitor?.onSample !== 'function' || monitor.source === undefined) {
    throw invalidOption('monitor', 'a MemoryMonitor', monitor);
  }
  checkedOptions('options', options, known);
  if (keepEvidence !== undefined) checkedFunction('keepEvidence', keepEvidence);
  checkedFunction('now', now);
  const { logger } = checkedListeners({ logger: options.logger });
  const { automaticResponse } = options;
  const { configuration } = resolveConfiguration({ overrides: { automaticResponse } });
  return {
    monitor,
    logger,
    keepEvidence,
    automaticResponse: configuration.automaticResponse,
    caches: Array.isArray(cache) ? cache : cache === undefined ? [] : [cache],
    host: checkedHost(host),
    now,
    timers: checkedTimers(timers),
  };
}
