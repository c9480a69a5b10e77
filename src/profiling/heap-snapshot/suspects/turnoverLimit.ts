import type { HeapSnapshot } from '../HeapSnapshot.ts';
import type { Limit } from './accumulators.ts';
import { collectionKinds } from './collectionKinds.ts';
import type { Growth } from './growth.ts';

/**
 * Limits what is held against a place to the growth of the collection that it is in, of which each thing may come and go, and, where it was born since the first
 * snapshot, of what it was born into: a session that fills up while others end is turnover.
 */
export function turnoverLimit(snapshot: HeapSnapshot, growth: Growth): Limit {
  const { tree } = snapshot;
  const { order, dominators, nodeCount } = tree;
  const kindOf = collectionKinds(snapshot);
  const sums = growth.own.map((own) => {
    const sum = own.slice();
    for (let place = nodeCount; place > 1; place--) sum[dominators[place]!]! += sum[place]!;
    return sum;
  });
  /** A chain is there with any of its links. */
  const isThere = (place: number): boolean =>
    (growth.chains.linksFrom(place) ?? [place]).some((link) => growth.isOld(order[link]!));
  return (place, bytes) => {
    const limited = [...bytes];
    let isBorn = !isThere(place);
    for (let at = place; at !== 1; ) {
      at = dominators[at]!;
      const node = order[at]!;
      const isCollection = kindOf(node) !== undefined;
      const isBirthplace = isBorn && growth.isOld(node);
      if (isBirthplace) isBorn = false;
      if (!isCollection && !isBirthplace) continue;
      for (const [interval, sum] of sums.entries())
        limited[interval] = Math.min(limited[interval]!, sum[at]!);
    }
    return limited;
  };
}
