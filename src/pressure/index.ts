/** `tidemark/pressure`: what keeps a process alive when memory runs short. */

export { type Adaptation, type AdapterOptions, adapterFor } from './caches/adapters/adapterFor.ts';
export type { CacheMetrics, RemovalReason } from './caches/CacheMetrics.ts';
export type { KeyPattern } from './caches/keyMatcher.ts';
export type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './caches/ManagedCache.ts';
export { pruneOrder } from './caches/pruneOrder.ts';
export { UnifiedCache } from './caches/UnifiedCache.ts';
export type {
  CacheManager,
  EvictionPolicy,
  HolderRegistry,
  SetOptions,
  UnifiedCacheOptions,
} from './caches/UnifiedCacheOptions.ts';
