import { markPageOwned, pageRoots } from './pageOwnership.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapEdges } from './WeakMapEdges.ts';

/**
 * Orders all nodes depth first from the root, over the edges that hold what they lead to, which are found and marked on the way:
 * by DevTools' rule, neither weak ones nor those by which V8 alone holds what the program holds as well.
 */
export function orderDepthFirst(graph: SnapshotGraph, weakMapEdges: WeakMapEdges): void {
  const { nodeCount, nodes, edges, root, kernel, space, edgeKinds } = graph;
  const { places } = space;
  markTableEdges(graph, weakMapEdges);
  space.visited[root >>> 3]! |= 1 << (root & 7);
  let reached = 0;
  const take = (node: number, parent: number): void => {
    reached += 1;
    places[node] = reached;
    space.order[reached] = node;
    space.parents[reached] = parent;
  };
  const walk = (node: number, isInPage: boolean): void => {
    if (places[node] === 0)
      reached = kernel.depthFirst(node, 1, reached, nodes, edges, edgeKinds, isInPage, space);
  };
  take(root, 0);
  for (const node of pageRoots(graph)) walk(node, true);
  markPageOwned(graph, weakMapEdges);
  for (const edge of essentialEdges(graph, root)) {
    setBit(space.essential, edge);
    walk(edges.targets[edge]!, false);
  }
  if (reached === nodeCount) return;
  // What only weak edges lead to, and then rings that nothing leads to, hang on the root.
  const isHeld = heldByUnreached(graph);
  for (let node = 0; node < nodeCount; node++) if (!isHeld(node)) walk(node, false);
  for (let node = 0; node < nodeCount && reached < nodeCount; node++) {
    if (places[node] !== 0) continue;
    take(node, 1);
    for (const edge of essentialEdges(graph, node)) setBit(space.essential, edge);
  }
}

/**
 * A value in a WeakMap goes when either its key or its table goes. Both edges would make it hang on what the two have in
 * common, which tells nobody anything, so that only the key's counts. Those that do not count are marked beforehand.
 */
function markTableEdges({ space }: SnapshotGraph, weakMapEdges: WeakMapEdges): void {
  for (let place = 0; place < weakMapEdges.edges.length; place++) {
    if (weakMapEdges.isFromTable(place)) setBit(space.essential, weakMapEdges.edges.at(place));
  }
}

/** The edges of a node that hold what they lead to. The marks of those that were marked beforehand are gone afterwards. */
function essentialEdges(graph: SnapshotGraph, node: number): number[] {
  const { nodes, space } = graph;
  const found = untouchedEdges(graph, node);
  for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
    space.essential[edge >>> 3]! &= ~(1 << (edge & 7));
  }
  return found;
}

function untouchedEdges({ nodes, edges, root, space, edgeKinds }: SnapshotGraph, node: number): number[] {
  const { essential, pageOwned } = space;
  const isForeign = node !== root && !hasBit(pageOwned, node);
  const found: number[] = [];
  for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
    const type = edges.types[edge]!;
    const target = edges.targets[edge]!;
    if (hasBit(essential, edge) || type === edgeKinds.weak || target === node) continue;
    if (type === edgeKinds.shortcut && node !== root) continue;
    if (isForeign && hasBit(pageOwned, target)) continue;
    found.push(edge);
  }
  return found;
}

/** Whether an essential edge leads to a node that has not been reached: it can only come from another such node. */
function heldByUnreached(graph: SnapshotGraph): (node: number) => boolean {
  const held = new Uint8Array((graph.nodeCount >>> 3) + 1);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.space.places[node] !== 0) continue;
    for (const edge of untouchedEdges(graph, node)) setBit(held, graph.edges.targets[edge]!);
  }
  return (node) => hasBit(held, node);
}

function hasBit(bits: Uint8Array, index: number): boolean {
  return ((bits[index >>> 3]! >>> (index & 7)) & 1) === 1;
}

function setBit(bits: Uint8Array, index: number): void {
  bits[index >>> 3]! |= 1 << (index & 7);
}
