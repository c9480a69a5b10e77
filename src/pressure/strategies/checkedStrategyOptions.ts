import { checkedOptions } from '../../configuration/checkedOptions.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { PruneMode } from '../caches/ManagedCache.ts';
import { checkedFlag } from '../checkedArguments.ts';

/** Settings of the strategies that there are by default. */
interface StrategyOptions {
  readonly pruning?: PruneMode | 'none' | undefined;
  readonly collect?: boolean | undefined;
}

const modes: readonly unknown[] = ['normal', 'aggressive', 'none'];

/**
 * Options of a strategy, with what is left out.
 *
 * @param owner the class that they were given to
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function checkedStrategyOptions(
  owner: string,
  given: StrategyOptions | undefined,
  usual: { readonly pruning: PruneMode; readonly collect: boolean },
): { readonly pruning: PruneMode | 'none'; readonly collect: boolean } {
  if (given === undefined) return usual;
  const known = { owner, names: ['pruning', 'collect'] };
  const { pruning = usual.pruning, collect = usual.collect } = checkedOptions('options', given, known);
  if (!modes.includes(pruning)) {
    throw invalidOption('pruning', 'one of "normal", "aggressive", "none"', pruning);
  }
  return { pruning, collect: checkedFlag('collect', collect) };
}
