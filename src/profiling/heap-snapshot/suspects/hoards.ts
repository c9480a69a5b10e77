import type { DominatorTree } from '../DominatorTree.ts';

/** A place of the dominator tree in which much is held. */
export interface Hoard {
  readonly place: number;
  /** What it keeps alive and no other hoard below it does. */
  readonly bytes: number;
}

/**
 * Finds where a heap's bytes sit. What a place has of its own is added to what the places below it keep alive, and passed on to
 * the one above, unless it comes to at least the threshold: then it stays. So each byte counts in one place alone.
 *
 * @param isPassed whether nothing may stay in a place, as in the links of a chain after the first one
 * @returns those below others first
 */
export function hoards(
  { nodeCount, places, order, dominators, retainedSizes }: DominatorTree,
  thresholdBytes: number,
  isPassed: (place: number) => boolean,
): Hoard[] {
  const found: Hoard[] = [];
  // Of what each large place keeps alive, what stays in places below it. Nothing can stay in a place that is not large.
  const kept = new Map<number, number>();
  // Few are: they are found in the order of the nodes, in which sizes lie one beside the other.
  const large: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (retainedSizes[node]! >= thresholdBytes) large.push(places[node]!);
  }
  for (const place of large.sort((a, b) => b - a)) {
    const retained = retainedSizes[order[place]!]!;
    let below = kept.get(place) ?? 0;
    const bytes = retained - below;
    if (bytes >= thresholdBytes && !isPassed(place)) {
      found.push({ place, bytes });
      below = retained;
    }
    kept.delete(place);
    const above = dominators[place]!;
    if (below > 0 && above !== place) kept.set(above, (kept.get(above) ?? 0) + below);
  }
  return found;
}
