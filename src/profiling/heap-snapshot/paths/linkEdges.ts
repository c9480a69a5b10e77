import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { sourceOf } from '../sourceOf.ts';

/** Links stand near to each other. */
const mostNodes = 400;

/** The edges from a link of a chain to the next one, on the shortest way; none where it is far. */
export function linkEdges(graph: SnapshotGraph, from: number, to: number): number[] {
  const { nodes, edges, edgeKinds } = graph;
  const reachedBy = new Map<number, number>([[from, -1]]);
  const queue = [from];
  for (const node of queue) {
    if (queue.length > mostNodes) break;
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      const target = edges.targets[edge]!;
      if (edges.types[edge] === edgeKinds.weak || reachedBy.has(target)) continue;
      reachedBy.set(target, edge);
      if (target === to) return wayTo(target);
      queue.push(target);
    }
  }
  return [];

  function wayTo(node: number): number[] {
    const way: number[] = [];
    for (let at = node; at !== from; ) {
      const edge = reachedBy.get(at)!;
      way.unshift(edge);
      at = sourceOf(nodes, edge);
    }
    return way;
  }
}
