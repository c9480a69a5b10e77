import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isSteady } from './accumulators.ts';
import { type Gained, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import { bytesOfSamples, heldPart } from './heldPart.ts';
import { indirectHolders } from './indirectHolders.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';
import type { SuspectCases } from './SuspectCases.ts';
import { holdingsOf } from './sharedOwners.ts';

/** What grows by itself when code runs for the first time. */
const ownTypes = ['hidden', 'code', 'object shape', 'synthetic', 'array'];
/** Who holds less than this share of what an owner holds is not named beside it. */
const leastShareOfOthers = 0.2;

/**
 * Attributes what nobody holds alone to those who hold it together: to suspects, and to owners of whose joint holdings there
 * were more after each interval. Each is told what it holds, and no more.
 *
 * @returns its bytes
 */
export function attributeShared(
  snapshot: HeapSnapshot,
  growth: Growth,
  { gains }: Gained,
  cases: SuspectCases,
  thresholdBytes: number,
  isGeneral: (node: number) => boolean,
): number {
  let sum = 0;
  // The greatest first, for whom it blames is blamed for what comes along with it, such as keys of the same objects.
  for (const gain of [...gains.values()].sort((a, b) => steadyBytes(b) - steadyBytes(a))) {
    const bytes = steadyBytes(gain);
    const [sample] = gain.samples;
    if (bytes < thresholdBytes || !isSteady(gain.bytes) || gain.counts.some((count) => count <= 0)) continue;
    if (!isMoreThanTurnover(gain.bytes, [gain])) continue;
    if (sample === undefined || ownTypes.includes(snapshot.graph.typeOf(sample))) continue;
    const known = new Set(cases.holders);
    const { held, ownerOf, soleOwnerOf } = holdingsOf(snapshot, growth, gain.samples, isGeneral, known);
    const bytesOf = bytesOfSamples(gain);
    const joint = [...held]
      .map(([owner, nodes]) => {
        const together = [...nodes].filter((node) => soleOwnerOf(node) !== owner);
        return { owner, nodes: new Set(together), gain: heldPart(snapshot, growth, gain, together, bytesOf) };
      })
      .filter(({ gain: { counts, bytes } }) => counts.every((count) => count > 0) && isSteady(bytes))
      .sort((a, b) => steadyBytes(b.gain) - steadyBytes(a.gain));
    const covered = new Set<number>();
    const blame = ({ owner, nodes, gain: part }: (typeof joint)[number]): void => {
      const others = joint.filter(
        (other) => other.owner !== owner && common(other.nodes, nodes) >= nodes.size * leastShareOfOthers,
      );
      const named =
        others.length > 0
          ? others.map((other) => other.owner)
          : indirectHolders(snapshot, [...nodes], ownerOf, isGeneral).filter((other) => other !== owner);
      cases.of(owner).shared.push({ gain: part, others: named });
      for (const node of nodes) covered.add(node);
    };
    // Who grows besides is to blame; of what nobody does, who holds most.
    for (const one of joint) if (known.has(one.owner)) blame(one);
    for (const one of joint) {
      if (known.has(one.owner)) continue;
      const left = [...one.nodes].filter((node) => !covered.has(node));
      const part = heldPart(snapshot, growth, gain, left, bytesOf);
      const isMuch = steadyBytes(part) >= thresholdBytes && isSteady(part.bytes);
      if (isMuch && isMoreThanTurnover(part.bytes, [gain])) blame(one);
    }
    if (covered.size === 0) continue;
    sum += Math.min(bytes, steadyBytes(heldPart(snapshot, growth, gain, [...covered], bytesOf)));
  }
  return sum;
}

function common(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let count = 0;
  for (const node of other) if (one.has(node)) count += 1;
  return count;
}
