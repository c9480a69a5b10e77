import { scratchWords } from './allocateGraph.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** That no edge leads to a node. */
const noEdge = 0xffff_ffff;

/**
 * The shortest path from the program's roots to every object, over edges that hold what they lead to. It lies in the work
 * space of the graph, where `DominatorTree.children` overwrites it.
 */
export class RetainerTree {
  readonly #graph: SnapshotGraph;
  /** The edge over which each node is reached first. */
  readonly #edges: Uint32Array;

  constructor(graph: SnapshotGraph) {
    this.#graph = graph;
    const { nodes, edges, root, nodeCount, edgeKinds } = graph;
    const { firstEdges } = nodes;
    const { types, targets } = edges;
    const reachedBy = scratchWords(graph.space, nodeCount).siblings.subarray(0, nodeCount).fill(noEdge);
    const queue = graph.space.next;
    let end = 0;
    for (let edge = firstEdges[root]!; edge < firstEdges[root + 1]!; edge++) {
      const node = targets[edge]!;
      if (
        node === root ||
        !graph.isUserRoot(node) ||
        reachedBy[node] !== noEdge ||
        types[edge] === edgeKinds.weak
      )
        continue;
      reachedBy[node] = edge;
      queue[end++] = node;
    }
    let isRootQueued = false;
    for (let at = 0; at < end || !isRootQueued; at++) {
      if (at === end) {
        // What the program does not reach by itself: handles, stacks, V8's own.
        isRootQueued = true;
        queue[end++] = root;
      }
      const node = queue[at]!;
      const stop = firstEdges[node + 1]!;
      for (let edge = firstEdges[node]!; edge < stop; edge++) {
        const type = types[edge];
        const target = targets[edge]!;
        if (reachedBy[target] !== noEdge || target === root || type === edgeKinds.weak) continue;
        if (type === edgeKinds.shortcut && node !== root) continue;
        reachedBy[target] = edge;
        queue[end++] = target;
      }
    }
    this.#edges = reachedBy;
  }

  /** The edges from a root to a node; empty for the root, and for what only weak edges lead to. */
  pathTo(node: number): number[] {
    const path: number[] = [];
    for (let edge = this.#edges[node]!; edge !== noEdge; edge = this.#edges[this.sourceOf(edge)]!)
      path.push(edge);
    return path.reverse();
  }

  /** The node that an edge comes from. */
  sourceOf(edge: number): number {
    const { firstEdges } = this.#graph.nodes;
    let low = 0;
    let high = this.#graph.nodeCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (firstEdges[middle]! <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Every edge that holds a node, in the order of the file; those of the root are V8's own affair. */
  edgesTo(node: number): number[] {
    const { edges, nodes, root, edgeCount, edgeKinds } = this.#graph;
    const found: number[] = [];
    for (let edge = edges.targets.indexOf(node); edge >= 0; edge = edges.targets.indexOf(node, edge + 1)) {
      const isOfRoot = edge >= nodes.firstEdges[root]! && edge < nodes.firstEdges[root + 1]!;
      if (edges.types[edge] !== edgeKinds.weak && !isOfRoot) found.push(edge);
      if (edge === edgeCount - 1) break;
    }
    return found;
  }
}
