import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import type { Growth } from './growth.ts';

/** An owner of less than this share of the samples is passed over. */
const leastShare = 0.2;

/**
 * Who holds objects that several owners share, so that their dominator says nothing: of each owner, how many of the samples
 * it holds.
 *
 * @param isGeneral whether a node holds everything anyway, such as the global object
 * @param holders suspects that are known already
 */
export function ownersOf(
  snapshot: HeapSnapshot,
  growth: Growth,
  samples: readonly number[],
  isGeneral: (node: number) => boolean,
  holders: ReadonlySet<number>,
): number[] {
  const { graph, tree } = snapshot;
  const { firstEdges } = graph.nodes;
  const { targets, types } = graph.edges;
  const isSample = new Uint8Array(graph.nodeCount);
  for (const node of samples) isSample[node] = 1;
  const held = new Map<number, Set<number>>();
  for (let node = 0; node < graph.nodeCount; node++) {
    const end = firstEdges[node + 1]!;
    for (let edge = firstEdges[node]!; edge < end; edge++) {
      const target = targets[edge]!;
      if (isSample[target] === 0 || node === target || types[edge] === graph.edgeKinds.weak) continue;
      const owner = ownerOf(node);
      if (owner !== undefined) held.set(owner, (held.get(owner) ?? new Set()).add(target));
    }
  }
  return [...held]
    .filter(([, nodes]) => nodes.size >= samples.length * leastShare)
    .sort(([, a], [, b]) => b.size - a.size)
    .map(([owner]) => owner);

  /** The nearest object above that is a suspect, or older than what grows. */
  function ownerOf(node: number): number | undefined {
    for (let at = node; !isGeneral(at); at = tree.dominatorOf(at)) {
      if (holders.has(at)) return at;
      if (growth.isOld(at) && isVisible(snapshot, at)) return at;
    }
    return undefined;
  }
}
