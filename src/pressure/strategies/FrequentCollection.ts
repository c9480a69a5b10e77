import type { MemoryStrategy, PressureSituation, StrategyOutcome } from '../MemoryStrategy.ts';
import { collectionSentence } from './strategyWords.ts';

/** What `setAggressiveGC(true)` adds at `warning`: garbage is collected, and nothing else is done. */
export class FrequentCollection implements MemoryStrategy {
  readonly name = 'frequent-collection';
  readonly cost = 5;
  readonly cooldownMs = 5000;

  async apply(situation: PressureSituation): Promise<StrategyOutcome> {
    return { detail: collectionSentence(await situation.collect()) };
  }

  describePlan(): string {
    return 'It would collect garbage.';
  }
}
