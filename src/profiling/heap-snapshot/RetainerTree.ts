import { noEdge, type ShortestPaths } from './ShortestPaths.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { sourceOf } from './sourceOf.ts';

/** Who holds an object: the shortest path to it from the program's roots, and every edge that holds it. */
export class RetainerTree {
  readonly #graph: SnapshotGraph;
  readonly #paths: ShortestPaths;

  constructor(graph: SnapshotGraph, paths: ShortestPaths) {
    this.#graph = graph;
    this.#paths = paths;
  }

  /** The edges from a root to a node; empty for the root, and for what only weak edges lead to. */
  pathTo(node: number): number[] {
    const path: number[] = [];
    for (let edge = this.#paths.edgeTo(node); edge !== noEdge; ) {
      path.push(edge);
      edge = this.#paths.edgeTo(this.sourceOf(edge));
    }
    return path.reverse();
  }

  /** The node that an edge comes from. */
  sourceOf(edge: number): number {
    return sourceOf(this.#graph.nodes, edge);
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
