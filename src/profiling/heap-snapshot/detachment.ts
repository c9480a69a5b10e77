import type { SnapshotGraph } from './SnapshotGraph.ts';

/** What V8 says of a node outside of the heap: whether a document still shows it. */
export const detachment = { unknown: 0, attached: 1, detached: 2 } as const;

/**
 * Completes `nodes.detachedness` by DevTools' rule: what native nodes refer to shares their state, and attached wins. V8
 * itself only knows the state of some.
 */
export function spreadDetachment(graph: SnapshotGraph): void {
  const { nodes, nodeCount } = graph;
  const { detachedness } = nodes;
  const visited = new Set<number>();
  const attached: number[] = [];
  const detached: number[] = [];
  const native = graph.nodeType('native');

  function take(node: number, state: number): void {
    if (visited.has(node)) return;
    visited.add(node);
    if (nodes.types[node] !== native) return;
    detachedness[node] = state;
    if (state === detachment.attached) attached.push(node);
    else if (state === detachment.detached) detached.push(node);
  }

  for (let node = 0; node < detachedness.length && node < nodeCount; node++) {
    if (detachedness[node] !== detachment.unknown) take(node, detachedness[node]!);
  }
  for (let node = attached.pop(); node !== undefined; node = attached.pop()) {
    for (const child of strongChildren(graph, node)) take(child, detachment.attached);
  }
  for (let node = detached.pop(); node !== undefined; node = detached.pop()) {
    for (const child of strongChildren(graph, node)) take(child, detachment.detached);
  }
}

function* strongChildren(graph: SnapshotGraph, node: number): Generator<number> {
  const { nodes, edges } = graph;
  const passedOver = [graph.edgeType('hidden'), graph.edgeType('invisible'), graph.edgeKinds.weak];
  for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
    if (!passedOver.includes(edges.types[edge]!)) yield edges.targets[edge]!;
  }
}
