import { scratchWords } from './allocateGraph.ts';
import { orderDepthFirst } from './depthFirstOrder.ts';
import { hugeSize } from './kernel/SnapshotKernel.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapEdges } from './WeakMapEdges.ts';

/** See {@link DominatorTree.children}. */
export interface DominatorChildren {
  readonly first: Uint32Array;
  readonly next: Uint32Array;
}

/**
 * Who keeps whom alive: a node's dominator is the nearest node that is on every path to it, so that all it retains would go
 * with it. Nodes are numbered by their place in a depth-first order, from 1; a dominator has a lower place than what it
 * dominates.
 */
export class DominatorTree {
  readonly nodeCount: number;
  readonly #graph: SnapshotGraph;
  /** The node in each place, from 1. */
  readonly order: Uint32Array;
  /** The place of each node. */
  readonly places: Uint32Array;
  /** The place of the immediate dominator of each place; the root's is its own. */
  readonly dominators: Uint32Array;
  /** Bytes that each node keeps alive, itself included. */
  readonly retainedSizes: Float64Array;

  /** Overwrites the graph's work space; sizes must have been transferred before. */
  constructor(graph: SnapshotGraph, weakMapEdges: WeakMapEdges) {
    const { nodeCount, nodes, edges, kernel, space } = graph;
    const { places, order, parents, retainedSizes } = space;
    this.nodeCount = nodeCount;
    this.#graph = graph;
    this.order = order;
    this.places = places;
    this.dominators = parents;
    this.retainedSizes = retainedSizes;
    orderDepthFirst(graph, weakMapEdges);
    kernel.findDominators(nodes, edges, space);
    kernel.sumRetained(nodes, space);
    for (const [node, size] of graph.hugeSizes) this.#addAbove(node, size - hugeSize);
  }

  /** Adds to what a node keeps alive, and all that keep it alive. */
  #addAbove(node: number, bytes: number): void {
    for (let place = this.places[node]!; ; place = this.dominators[place]!) {
      this.retainedSizes[this.order[place]!]! += bytes;
      if (place === 1) return;
    }
  }

  /**
   * What each place dominates directly, as linked lists: the first of place p is `first[p]`, the one after place q is
   * `next[q]`, and 0 ends a list. Overwrites the work space of the graph, and is overwritten by the next call.
   */
  children(): DominatorChildren {
    const { kernel, space } = this.#graph;
    const first = space.next;
    const next = scratchWords(this.#graph).siblings;
    kernel.listChildren(this.nodeCount, this.dominators, first, next);
    return { first, next };
  }

  /** The immediate dominator of a node; of the root, the root. */
  dominatorOf(node: number): number {
    return this.order[this.dominators[this.places[node]!]!]!;
  }
}
