import { invalidOption } from '../../TidemarkError.ts';
import type { PruneMode } from './ManagedCache.ts';

/** Which share of what has not expired a pruning lets go of. */
const shares: Readonly<Record<PruneMode, number>> = { normal: 0.25, aggressive: 0.75 };

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedPruning(how: PruneMode | number): void {
  if (typeof how === 'number' ? how >= 0 && how <= 1 : Object.hasOwn(shares, how)) return;
  throw invalidOption('how', '"normal", "aggressive" or a share from 0 to 1', how);
}

/** How many of so many entries are to go; a share may be given in the place of a mode. Anything else counts as `normal`. */
export function entriesToPrune(how: PruneMode | number, entries: number): number {
  const share = typeof how === 'number' ? Math.min(1, Math.max(0, how || 0)) : (shares[how] ?? shares.normal);
  return Math.ceil(share * entries);
}
