import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { steadySum } from './accumulators.ts';
import { steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import type { SuspectCases } from './SuspectCases.ts';
import { ownersOf } from './sharedOwners.ts';

/** Each is a search through all edges. */
const mostGains = 5;

/**
 * Takes from suspects what those below them hold together with somebody else: the owner of a Map that leaks is no leak by
 * itself because it has an index of the same keys. Who has too little left is dropped.
 *
 * @returns bytes that now count as shared
 */
export function handDown(
  snapshot: HeapSnapshot,
  growth: Growth,
  cases: SuspectCases,
  thresholdBytes: number,
  isGeneral: (node: number) => boolean,
): number {
  const { holders } = cases;
  let sum = 0;
  for (const holder of holders) {
    const below = new Set(holders.filter((other) => other !== holder && isAbove(snapshot, holder, other)));
    if (below.size === 0) continue;
    const suspect = cases.of(holder);
    const gains = suspect.gained
      .flatMap(({ gains }) => [...gains.values()].map((gain) => ({ gain, gains })))
      .filter(({ gain }) => steadyBytes(gain) > 0)
      .sort((a, b) => steadyBytes(b.gain) - steadyBytes(a.gain));
    for (const { gain, gains: list } of gains.slice(0, mostGains)) {
      const owners = ownersOf(snapshot, growth, gain.samples, isGeneral, below).filter((owner) =>
        below.has(owner),
      );
      for (const owner of owners) {
        cases.find(owner)?.shared.push({ gain, others: owners.filter((other) => other !== owner) });
      }
      if (owners.length === 0) continue;
      list.delete(gain.name);
      suspect.bytesPerInterval = suspect.bytesPerInterval.map((part, at) => part - gain.bytes[at]!);
      suspect.bytes = steadySum(suspect.bytesPerInterval);
      sum += steadyBytes(gain);
    }
    if (suspect.bytes < thresholdBytes && suspect.shared.length === 0) cases.drop(holder);
  }
  return sum;
}

/** Whether one node dominates another. */
function isAbove({ tree, graph }: HeapSnapshot, above: number, node: number): boolean {
  let at = node;
  while (at !== above && at !== graph.root) at = tree.dominatorOf(at);
  return at === above;
}
