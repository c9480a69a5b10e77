import type { SuspectOwner } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible, nodeWords } from '../nodeWords.ts';
import { PathWords } from '../PathWords.ts';

/** The object of the program that keeps a node alive, and the field that it has it in; `undefined` where it is in none. */
export function ownerOf(snapshot: HeapSnapshot, node: number): SuspectOwner | undefined {
  const { graph, tree, retainers } = snapshot;
  let owner = tree.dominatorOf(node);
  while (owner !== graph.root && !isVisible(snapshot, owner)) owner = tree.dominatorOf(owner);
  const words = new PathWords(graph, retainers);
  for (let edge = graph.nodes.firstEdges[owner]!; edge < graph.nodes.firstEdges[owner + 1]!; edge++) {
    if (graph.edges.targets[edge] !== node) continue;
    const field = /^\.(?<name>.+)$/.exec(words.step(edge).masked)?.groups?.name;
    if (field !== undefined) return { className: nodeWords(snapshot, owner), field };
  }
  return undefined;
}
