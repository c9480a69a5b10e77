/** `tidemark/pressure`: what keeps a process alive when memory runs short. */

export type { CacheUse, ManagedCache, PruneMode, PruneOutcome } from './caches/ManagedCache.ts';
