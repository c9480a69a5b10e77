import type { Configuration } from '../../configuration/Configuration.ts';
import type { StrategyBook } from '../StrategyBook.ts';
import { CriticalMemoryStrategy } from './CriticalMemoryStrategy.ts';
import { LowMemoryStrategy } from './LowMemoryStrategy.ts';

/** The strategies that there are by default, as `automaticResponse` wants them. */
export function registerUsualStrategies(
  book: StrategyBook,
  { cachePruning, gcTrigger }: Configuration['automaticResponse'],
): void {
  const low = new LowMemoryStrategy({ pruning: cachePruning.warning, collect: gcTrigger.warning });
  const critical = new CriticalMemoryStrategy({
    pruning: cachePruning.critical,
    collect: gcTrigger.critical,
  });
  book.register('warning', low, { usual: true });
  book.register('critical', critical, { usual: true });
}
