import type { PruneMode } from '../caches/ManagedCache.ts';
import type {
  MemoryStrategy,
  PlannedSituation,
  PressureSituation,
  StrategyOutcome,
} from '../MemoryStrategy.ts';
import { checkedStrategyOptions } from './checkedStrategyOptions.ts';
import { claimedBytes, collectionSentence, prunePlanSentence, pruneSentence } from './strategyWords.ts';

/** Settings of a {@link LowMemoryStrategy}: what `automaticResponse` says of `warning`. */
export interface LowMemoryStrategyOptions {
  /** How caches are pruned. @default 'normal' */
  readonly pruning?: PruneMode | 'none' | undefined;
  /** Whether garbage is collected. @default false */
  readonly collect?: boolean | undefined;
}

const sparedSentence =
  'Caches were left alone: there is more garbage than memory is short of, which V8 collects in time, or critical-memory does.';

/**
 * What is done at `warning`, which costs the application little: what has expired and what is least valuable leaves the
 * caches, pools give up spare members, declared holders prune a quarter. V8 frees the rest when it collects next. Where the garbage
 * that is known of is more than what memory is short of, caches are left alone.
 */
export class LowMemoryStrategy implements MemoryStrategy {
  readonly name = 'low-memory';
  readonly cost = 1;
  readonly cooldownMs = 30_000;
  readonly #pruning: PruneMode | 'none';
  readonly #collect: boolean;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options?: LowMemoryStrategyOptions) {
    const usual = { pruning: 'normal', collect: false } as const;
    const { pruning, collect } = checkedStrategyOptions('LowMemoryStrategy', options, usual);
    this.#pruning = pruning;
    this.#collect = collect;
  }

  async apply(situation: PressureSituation): Promise<StrategyOutcome> {
    const prunes = this.#pruning !== 'none' && !situation.collectible;
    const pruned = prunes ? await situation.prune(this.#pruning as PruneMode) : undefined;
    const collected = this.#collect ? await situation.collect() : undefined;
    return {
      freedBytes: claimedBytes(pruned, collected),
      detail: [
        situation.collectible && this.#pruning !== 'none' ? sparedSentence : '',
        pruneSentence(pruned),
        collectionSentence(collected),
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    };
  }

  describePlan(situation: PlannedSituation): string {
    const spares = situation.collectible && this.#pruning !== 'none';
    const plan = this.#pruning === 'none' || spares ? undefined : situation.prunePlan(this.#pruning);
    return [
      spares ? 'It would leave caches alone: there is more garbage than memory is short of.' : '',
      prunePlanSentence(plan),
      this.#collect ? 'It would collect garbage.' : '',
    ]
      .filter((sentence) => sentence !== '')
      .join(' ');
  }
}
