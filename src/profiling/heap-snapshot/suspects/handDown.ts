import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { steadySum } from './accumulators.ts';
import { type Gain, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import { heldPart, withoutPart } from './heldPart.ts';
import { indirectHolders } from './indirectHolders.ts';
import type { SuspectCase, SuspectCases } from './SuspectCases.ts';
import { holdingsOf } from './sharedOwners.ts';

/** Each is a search through all edges. */
const mostGains = 5;
/** Who holds less than this share of the objects is passed over. */
const leastShare = 0.2;

/**
 * Takes from suspects what those below them hold together with somebody else: the owner of a Map that leaks is no leak by
 * itself because it has an index of the same keys. What they do not hold stays. Who has too little left is dropped.
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
      const { held, ownerOf } = holdingsOf(snapshot, growth, gain.samples, isGeneral, below);
      const isMuch = (nodes: ReadonlySet<number>) => nodes.size >= gain.samples.length * leastShare;
      const direct = [...held].filter(([owner, nodes]) => below.has(owner) && isMuch(nodes));
      // Who did not grow by enough to be a suspect holds them all the same.
      const besides = [...held]
        .filter(([owner, nodes]) => owner !== holder && !below.has(owner) && isMuch(nodes))
        .sort(([, a], [, b]) => b.size - a.size)
        .map(([owner]) => owner);
      const all = new Set(gain.samples);
      const ownerBelow = (node: number): number | undefined => {
        const owner = ownerOf(node);
        return owner !== undefined && below.has(owner) ? owner : undefined;
      };
      // Variables that listeners share are held over these, and so by whoever has them.
      const owners: (readonly [owner: number, nodes: ReadonlySet<number>])[] =
        direct.length > 0
          ? direct.sort(([, a], [, b]) => b.size - a.size)
          : indirectHolders(snapshot, gain.samples, ownerBelow, isGeneral).map((owner) => [owner, all]);
      const together = heldPart(snapshot, growth, gain, [
        ...new Set(owners.flatMap(([, nodes]) => [...nodes])),
      ]);
      if (owners.length === 0) continue;
      if (!isGrowth(together)) {
        const heir = direct.find(([owner]) => gainsAsWell(cases.find(owner), gain));
        // What the holder lets go of, and who is below it does not, has only changed hands: what is new grew there.
        if (heir === undefined || !isGrowth(gain)) continue;
        cases.find(heir[0])?.shared.push({ gain, others: besides });
        list.delete(gain.name);
        suspect.bytesPerInterval = suspect.bytesPerInterval.map((part, at) => part - gain.bytes[at]!);
        suspect.bytes = steadySum(suspect.bytesPerInterval);
        sum += steadyBytes(gain);
        continue;
      }
      for (const [owner, nodes] of owners) {
        const suspects = owners.map(([other]) => other).filter((other) => other !== owner);
        const others = [...suspects, ...besides];
        cases.find(owner)?.shared.push({ gain: heldPart(snapshot, growth, gain, [...nodes]), others });
      }
      if (together === gain) list.delete(gain.name);
      else list.set(gain.name, withoutPart(gain, together));
      suspect.bytesPerInterval = suspect.bytesPerInterval.map((part, at) => part - together.bytes[at]!);
      suspect.bytes = steadySum(suspect.bytesPerInterval);
      sum += steadyBytes(together);
    }
    if (suspect.bytes < thresholdBytes && suspect.shared.length === 0) cases.drop(holder);
  }
  return sum;
}

/** Whether a suspect gained objects of the same class in each interval itself. */
function gainsAsWell(suspect: SuspectCase | undefined, { name }: Gain): boolean {
  const own = suspect?.gained.map(({ gains }) => gains.get(name)) ?? [];
  return own.some((gain) => gain !== undefined && isGrowth(gain));
}

/** Whether there was more after each interval. */
function isGrowth({ counts, bytes }: Gain): boolean {
  return counts.every((count) => count > 0) && bytes.every((part) => part > 0);
}

/** Whether one node dominates another. */
function isAbove({ tree, graph }: HeapSnapshot, above: number, node: number): boolean {
  let at = node;
  while (at !== above && at !== graph.root) at = tree.dominatorOf(at);
  return at === above;
}
