/** `tidemark/pressure`: what keeps a process alive when memory runs short. */

export type { CacheMetrics, RemovalReason } from './caches/CacheMetrics.ts';
export type { KeyPattern } from './caches/keyMatcher.ts';
export type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './caches/ManagedCache.ts';
export { UnifiedCache } from './caches/UnifiedCache.ts';
export type {
  CacheManager,
  EvictionPolicy,
  HolderRegistry,
  SetOptions,
  UnifiedCacheOptions,
} from './caches/UnifiedCacheOptions.ts';
