import type { SnapshotGraph } from './SnapshotGraph.ts';
import { sourceOf } from './sourceOf.ts';
import type { WeakMapEdges } from './WeakMapEdges.ts';

/** Where what the program owns begins: at the root's shortcuts (the global objects) and its DOM trees, as in DevTools. */
export function pageRoots(graph: SnapshotGraph): number[] {
  const { nodes, edges, root, edgeKinds } = graph;
  const element = graph.edgeType('element');
  const synthetic = graph.nodeType('synthetic');
  const found: number[] = [];
  for (let edge = nodes.firstEdges[root]!; edge < nodes.firstEdges[root + 1]!; edge++) {
    const node = edges.targets[edge]!;
    const type = edges.types[edge]!;
    const isTrees =
      type === element && nodes.types[node] === synthetic && graph.isNamed(node, '(Document DOM trees)');
    if (type === edgeKinds.shortcut || isTrees) found.push(node);
  }
  return found;
}

/**
 * Marks what the program can reach, in `space.pageOwned`: DevTools' rule is over edges that are not weak. What has been visited
 * from the {@link pageRoots} over essential edges belongs to it; the rest is behind the few edges that are neither weak nor
 * essential.
 */
export function markPageOwned(graph: SnapshotGraph, weakMapEdges: WeakMapEdges): void {
  const { nodes, edges, space, root, edgeKinds, kernel } = graph;
  const { pageOwned, visited, ownerStack: stack } = space;
  const isVisited = (node: number): boolean => ((visited[node >>> 3]! >>> (node & 7)) & 1) === 1;
  const isOwned = (node: number): boolean => ((pageOwned[node >>> 3]! >>> (node & 7)) & 1) === 1;
  let depth = 0;
  const own = (node: number): void => {
    if (isOwned(node)) return;
    pageOwned[node >>> 3]! |= 1 << (node & 7);
    stack[depth++] = node;
  };
  const roots = pageRoots(graph);
  pageOwned.set(visited);
  // The root has been visited for another reason.
  pageOwned[root >>> 3]! &= ~(1 << (root & 7));
  if (roots.includes(root)) own(root);
  const follow = (edge: number): void => {
    const source = sourceOf(nodes, edge);
    if (source !== root && isVisited(source) && edges.types[edge] !== edgeKinds.weak)
      own(edges.targets[edge]!);
  };
  for (const edge of placesOf(edges.targets, root)) follow(edge);
  for (const edge of placesOf(edges.types, edgeKinds.shortcut)) follow(edge);
  for (const edge of weakMapEdges.edges) follow(edge);
  kernel.markReachable(nodes, edges, pageOwned, stack, depth, edgeKinds.weak);
}

function* placesOf(list: Uint8Array | Uint32Array, value: number): Generator<number> {
  for (let at = list.indexOf(value); at >= 0; at = list.indexOf(value, at + 1)) yield at;
}
