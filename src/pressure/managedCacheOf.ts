import { TidemarkError } from '../TidemarkError.ts';
import { type AdapterOptions, adapterFor } from './caches/adapters/adapterFor.ts';
import type { ManagedCache } from './caches/ManagedCache.ts';

/**
 * What the manager prunes for a given cache.
 *
 * @throws TidemarkError `INVALID_OPTION` where it cannot be pruned, with the reason
 */
export function managedCacheOf(given: unknown, options?: AdapterOptions): ManagedCache {
  const adaptation = adapterFor(given, options);
  if (adaptation.adapted) return adaptation.cache;
  throw new TidemarkError('INVALID_OPTION', `cache cannot be managed. ${adaptation.reason}`, {
    option: 'cache',
    rule: 'a cache that can be pruned or cleared',
    received: given,
  });
}
