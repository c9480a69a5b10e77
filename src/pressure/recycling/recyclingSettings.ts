import type { Configuration } from '../../configuration/Configuration.ts';
import { checkedFunction, checkedOptions } from '../../configuration/checkedOptions.ts';
import { resolveConfiguration } from '../../configuration/resolveConfiguration.ts';
import { checkedListeners } from '../../monitoring/checkedListeners.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { checkedTimers, refuseWhereClosed } from '../checkedArguments.ts';
import type { RecyclingOptions } from './RecyclingOptions.ts';

const settingNames = ['maxPerHour', 'maxAtOnce', 'minAge', 'grace', 'startTimeout', 'jitter'];
const listening = ['monitor', 'manager', 'logger', 'onRecycling', 'now', 'timers', 'random'];

/** The settings among the options, every default filled in. @throws TidemarkError `INVALID_OPTION` */
export function recyclingSettings(options: RecyclingOptions): Configuration['recycling'] {
  checkedListeners({ logger: options.logger });
  const { maxPerHour, maxAtOnce, minAge, grace, startTimeout, jitter } = options;
  const recycling = { enabled: true, maxPerHour, maxAtOnce, minAge, grace, startTimeout, jitter };
  return resolveConfiguration({ overrides: { recycling } }).configuration.recycling;
}

/**
 * Refuses what nobody knows among the options, and who cannot be told anything.
 *
 * @param own the names of those options that only this way of recycling has
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `MANAGER_CLOSED`
 */
export function checkRecyclingOptions(
  options: RecyclingOptions,
  { owner, own }: { readonly owner: string; readonly own: readonly string[] },
): void {
  checkedOptions('options', options, { owner, names: [...own, ...listening, ...settingNames] });
  const { monitor } = options;
  if (monitor !== undefined && typeof monitor?.onSample !== 'function') {
    throw invalidOption('monitor', 'a MemoryMonitor', monitor);
  }
  checkedManager(options.manager);
  for (const option of ['onRecycling', 'now', 'random'] as const) {
    if (options[option] !== undefined) checkedFunction(option, options[option]);
  }
  if (options.timers !== undefined) checkedTimers(options.timers);
}

/** @throws TidemarkError `INVALID_OPTION` or `MANAGER_CLOSED` */
export function checkedManager(manager: RecyclingOptions['manager']): void {
  if (manager === undefined) return;
  if (typeof manager?.onLevelChange !== 'function' || typeof manager.addRecycler !== 'function') {
    throw invalidOption('manager', 'a MemoryPressureManager', manager);
  }
  refuseWhereClosed(manager.closed === true, 'manager', manager);
}
