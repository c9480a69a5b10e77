import { invalidOption } from '../TidemarkError.ts';
import type { ManagedCache } from './caches/ManagedCache.ts';

/**
 * What the manager prunes for a given cache.
 *
 * @throws TidemarkError `INVALID_OPTION` where it cannot be pruned
 */
export function managedCacheOf(given: unknown): ManagedCache {
  if (isManagedCache(given)) return given;
  throw invalidOption('cache', 'an object with name, prune(mode) and clear()', given);
}

function isManagedCache(given: unknown): given is ManagedCache {
  if (typeof given !== 'object' || given === null) return false;
  const { name, prune, clear } = given as Partial<ManagedCache>;
  return typeof name === 'string' && typeof prune === 'function' && typeof clear === 'function';
}
