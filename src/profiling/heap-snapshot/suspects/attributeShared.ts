import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isSteady } from './accumulators.ts';
import { type Gained, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';
import type { SuspectCases } from './SuspectCases.ts';
import { ownersOf } from './sharedOwners.ts';

/** What grows by itself when code runs for the first time. */
const ownTypes = ['hidden', 'code', 'object shape', 'synthetic', 'array'];

/**
 * Attributes what nobody holds alone to those who hold it together.
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
    const owners = ownersOf(snapshot, growth, gain.samples, isGeneral, known);
    const suspects = owners.filter((owner) => known.has(owner));
    // Who grows besides is to blame; where nobody does, who holds most.
    const blamed = suspects.length > 0 ? suspects : owners.slice(0, 1);
    for (const owner of blamed) {
      cases.of(owner).shared.push({ gain, others: owners.filter((other) => other !== owner) });
    }
    if (blamed.length > 0) sum += bytes;
  }
  return sum;
}
