import type { Configuration } from '../configuration/Configuration.ts';
import { checkedOptions } from '../configuration/checkedOptions.ts';
import { checkedName } from '../monitoring/holders/checkedHolder.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { invalidOption, TidemarkError } from '../TidemarkError.ts';
import { isAmount } from './caches/isAmount.ts';
import type { PruneMode } from './caches/ManagedCache.ts';
import type { PressureEventHost } from './emitMemoryPressure.ts';
import type { CollectionBudget } from './GarbageCollections.ts';
import type { AutomaticManagementOptions, CollectionOptions } from './MemoryPressureManagerOptions.ts';
import type { LoadShedder, Recycler } from './MemoryStrategy.ts';
import type { ManagedPool } from './PressureCaches.ts';

type PruningSettings = Configuration['automaticResponse']['cachePruning'];

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedFlag(option: string, given: unknown): boolean {
  if (typeof given !== 'boolean') throw invalidOption(option, 'true or false', given);
  return given;
}

/**
 * Whether nothing is to be done, but only told: as it is given, or else as it is configured.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function dryRunOf(given: AutomaticManagementOptions, usual: boolean): boolean {
  const known = { owner: 'enableAutomaticManagement()', names: ['dryRun'] };
  const { dryRun = usual } = checkedOptions('options', given, known);
  return checkedFlag('dryRun', dryRun);
}

/**
 * What a collection may cost: as it is given, or else as it is configured.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function collectionBudget(
  given: CollectionOptions | undefined,
  usualMs: number,
): Pick<CollectionBudget, 'maxPauseMs' | 'setBy'> {
  const known = { owner: 'a collection', names: ['maxPauseMs'] };
  const { maxPauseMs = usualMs }: { readonly maxPauseMs?: unknown } =
    given === undefined ? {} : checkedOptions('options', given, known);
  if (typeof maxPauseMs !== 'number' || !(maxPauseMs >= 0)) {
    throw invalidOption('maxPauseMs', 'a number of milliseconds, at least 0', maxPauseMs);
  }
  return given?.maxPauseMs === undefined ? { maxPauseMs } : { maxPauseMs, setBy: 'maxPauseMs' };
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

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedPool(pool: ManagedPool): ManagedPool {
  const rule = 'an object with name and shrink(mode)';
  if (typeof pool?.shrink !== 'function') throw invalidOption('pool', rule, pool);
  checkedName('pool.name', pool.name);
  return pool;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedShedder(shedder: LoadShedder): LoadShedder {
  const { shed, restore, observe = restore, end = restore } = shedder ?? {};
  const methods = [shed, restore, observe, end];
  if (methods.every((method) => typeof method === 'function')) return shedder;
  const rule =
    'an object with shed(level, reason), restore() and, where it has them, observe(reading) and end()';
  throw invalidOption('shedder', rule, shedder);
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedRecycler(recycler: Recycler): Recycler {
  if (typeof recycler?.requestRecycling !== 'function') {
    throw invalidOption('recycler', 'an object with requestRecycling(reason)', recycler);
  }
  const { readyInMs } = recycler;
  if (readyInMs !== undefined && !isAmount(readyInMs)) {
    throw invalidOption('recycler.readyInMs', 'a finite number of milliseconds, at least 0', readyInMs);
  }
  return recycler;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedTimers(timers: Timers): Timers {
  if (typeof timers?.setTimeout === 'function' && typeof timers.clearTimeout === 'function') return timers;
  throw invalidOption(
    'timers',
    'an object with setTimeout(callback, delayMs) and clearTimeout(handle)',
    timers,
  );
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedHost(host: PressureEventHost): PressureEventHost {
  const { emit, listenerCount, versions } = host ?? {};
  if (typeof emit === 'function' && typeof listenerCount === 'function' && typeof versions === 'object')
    return host;
  throw invalidOption('host', 'an object with emit, listenerCount and versions, such as process', host);
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
