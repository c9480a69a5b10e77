import type { ManagedCache, PruneMode, PruneOutcome } from '../../../src/pressure/caches/ManagedCache.ts';

/** A managed cache of which a test knows that it answers at once. */
export interface PromptCache extends ManagedCache {
  prune(mode: PruneMode): PruneOutcome;
  clear(): PruneOutcome;
}
