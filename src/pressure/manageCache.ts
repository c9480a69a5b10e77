import type { ManagedCache } from './caches/ManagedCache.ts';
import type { ManageResult } from './MemoryPressureManagerOptions.ts';
import type { PressureCaches } from './PressureCaches.ts';

/** Takes a cache under management, or says why it cannot be. Never throws. */
export function manageCache(given: unknown, caches: PressureCaches): ManageResult {
  if (!isManagedCache(given)) {
    return { managed: false, reason: 'It has no name, prune(mode) and clear().' };
  }
  const unmanage = caches.addCache(given);
  if (unmanage === undefined) return { managed: false, reason: 'There are 1,000 managed caches already.' };
  return { managed: true, name: given.name, unmanage };
}

function isManagedCache(given: unknown): given is ManagedCache {
  if (typeof given !== 'object' || given === null) return false;
  const { name, prune, clear } = given as Partial<ManagedCache>;
  return typeof name === 'string' && typeof prune === 'function' && typeof clear === 'function';
}
