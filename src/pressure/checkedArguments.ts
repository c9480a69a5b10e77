import type { Configuration } from '../configuration/Configuration.ts';
import { invalidOption, TidemarkError } from '../TidemarkError.ts';
import type { PruneMode } from './caches/ManagedCache.ts';
import type { CollectionOptions } from './MemoryPressureManagerOptions.ts';

type PruningSettings = Configuration['automaticResponse']['cachePruning'];

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedFlag(option: string, given: unknown): boolean {
  if (typeof given !== 'boolean') throw invalidOption(option, 'true or false', given);
  return given;
}

/**
 * What a collection may cost: as it is given, or else as it is configured.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function collectionBudget(
  given: CollectionOptions | undefined,
  usualMs: number,
): { readonly maxPauseMs: number } {
  if (given !== undefined && (typeof given !== 'object' || given === null)) {
    throw invalidOption('options', 'an object such as { maxPauseMs: 500 }', given);
  }
  const maxPauseMs: unknown = given?.maxPauseMs ?? usualMs;
  if (typeof maxPauseMs !== 'number' || !(maxPauseMs >= 0)) {
    throw invalidOption('maxPauseMs', 'a number of milliseconds, at least 0', maxPauseMs);
  }
  return { maxPauseMs };
}

/**
 * The mode for a level, as it is configured, or the mode itself.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function pruneModeOf(level: unknown, settings: PruningSettings): PruneMode | 'none' {
  if (level === 'warning' || level === 'critical') return settings[level];
  if (level === 'normal' || level === 'aggressive') return level;
  throw invalidOption('level', 'one of "warning", "critical", "normal", "aggressive"', level);
}

/**
 * What a manager is given that has been closed has no effect any more, so it is not taken.
 *
 * @param what the option at fault: `cache`
 * @throws TidemarkError `MANAGER_CLOSED`
 */
export function refuseWhereClosed(closed: boolean, what: string, received: unknown): void {
  if (!closed) return;
  const rule = 'given to a manager that has not been closed';
  throw new TidemarkError('MANAGER_CLOSED', `${what} must be ${rule}; this one has been, by close()`, {
    option: what,
    rule,
    received,
  });
}
