import type { PruneMode } from '../caches/ManagedCache.ts';
import type { MemoryStrategy, PressureSituation, StrategyOutcome } from '../MemoryStrategy.ts';
import { collectionSentence, pruneSentence } from './strategyWords.ts';

/** Settings of a {@link CriticalMemoryStrategy}: what `automaticResponse` says of `critical`. */
export interface CriticalMemoryStrategyOptions {
  /** How caches are pruned. @default 'aggressive' */
  readonly pruning?: PruneMode | 'none' | undefined;
  /** Whether garbage is collected. @default true */
  readonly collect?: boolean | undefined;
}

/** So many applications that freed nothing are enough to know that this process will not get better. */
const enoughTries = 2;

/**
 * What is done at `critical`, where the alternative is the end of the process. First evidence is kept, while there is
 * memory to keep it in; then new load is shed, since nothing helps while it comes in; then caches are pruned
 * aggressively and garbage is collected. Where that has freed nothing twice, the process asks to be replaced.
 */
export class CriticalMemoryStrategy implements MemoryStrategy {
  readonly name = 'critical-memory';
  readonly cost = 10;
  /** What has freed memory may be needed again soon: a burst fills a container within seconds. */
  readonly cooldownMs = 1000;
  readonly #pruning: PruneMode | 'none';
  readonly #collect: boolean;

  constructor({ pruning = 'aggressive', collect = true }: CriticalMemoryStrategyOptions = {}) {
    this.#pruning = pruning;
    this.#collect = collect;
  }

  async apply(situation: PressureSituation): Promise<StrategyOutcome> {
    situation.keepEvidence();
    const shedders = situation.shedLoad();
    const pruned = this.#pruning === 'none' ? undefined : situation.prune(this.#pruning);
    const collected = this.#collect ? await situation.collect() : undefined;
    const asked = situation.fruitless >= enoughTries ? situation.requestRecycling() : 0;
    const sentences = [
      shedders > 0 ? 'Load is being shed.' : '',
      pruneSentence(pruned),
      collectionSentence(collected),
      asked > 0 ? 'Replacement was asked for.' : '',
    ];
    return { freedBytes: pruned?.bytes, detail: sentences.filter((sentence) => sentence !== '').join(' ') };
  }
}
