import type { SnapshotGraph } from './SnapshotGraph.ts';

/**
 * Marks what the program can reach, in `space.pageOwned`: DevTools' rule is from the root's shortcuts (the global objects)
 * and from its DOM trees, over edges that are not weak.
 */
export function markPageOwned(graph: SnapshotGraph): void {
  const { nodes, edges, space, root, edgeKinds, kernel } = graph;
  const element = graph.edgeType('element');
  const synthetic = graph.nodeType('synthetic');
  const { pageOwned, next: stack } = space;
  let depth = 0;
  for (let edge = nodes.firstEdges[root]!; edge < nodes.firstEdges[root + 1]!; edge++) {
    const node = edges.targets[edge]!;
    const type = edges.types[edge]!;
    const isTrees =
      type === element && nodes.types[node] === synthetic && graph.isNamed(node, '(Document DOM trees)');
    const bit = 1 << (node & 7);
    if ((type !== edgeKinds.shortcut && !isTrees) || (pageOwned[node >>> 3]! & bit) !== 0) continue;
    pageOwned[node >>> 3]! |= bit;
    stack[depth++] = node;
  }
  kernel.markReachable(nodes, edges, pageOwned, stack, depth, edgeKinds.weak);
}
