import type { HeapSnapshot } from '../HeapSnapshot.ts';

/** Some objects stand for all. */
const mostSamples = 5;
/** From an object up to who holds it over what nobody holds alone: variables that several functions share. */
const mostNodes = 40;

/**
 * Who holds objects over things that nobody holds alone either, such as the variables that functions of several owners share.
 *
 * @param ownerOf the owner that a node belongs to alone; `undefined` where it belongs to none
 * @returns owners, those of most objects first
 */
export function indirectHolders(
  { graph, retainers }: HeapSnapshot,
  samples: readonly number[],
  ownerOf: (node: number) => number | undefined,
  isGeneral: (node: number) => boolean,
): number[] {
  const counts = new Map<number, number>();
  for (const sample of samples.slice(-mostSamples)) {
    const found = new Set<number>();
    const seen = new Set([sample]);
    for (const node of seen) {
      if (seen.size > mostNodes) break;
      for (const edge of retainers.edgesTo(node)) {
        const from = retainers.sourceOf(edge);
        const owner = ownerOf(from);
        if (owner !== undefined) found.add(owner);
        else if (from !== graph.root && !isGeneral(from)) seen.add(from);
      }
    }
    for (const owner of found) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([owner]) => owner);
}
