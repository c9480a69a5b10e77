import { scratchWords } from './allocateGraph.ts';
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

  /** Overwrites the graph's work space; sizes must have been transferred and pages marked before. */
  constructor(graph: SnapshotGraph, weakMapEdges: WeakMapEdges) {
    const { nodeCount, nodes, edges, root, kernel, space, edgeKinds } = graph;
    const { essential, places, order, parents, retainedSizes } = space;
    this.nodeCount = nodeCount;
    this.#graph = graph;
    this.order = order;
    this.places = places;
    this.dominators = parents;
    this.retainedSizes = retainedSizes;
    kernel.markEssential(root, nodes, edges, space.pageOwned, edgeKinds, essential);
    dropTableEdges(graph, weakMapEdges);
    let reached = kernel.depthFirst(root, 0, 0, nodes, edges, essential, space);
    // What only weak edges lead to, and then rings that nothing leads to, hang on the root.
    const isHeld = reached < nodeCount ? heldByUnreached(graph) : () => false;
    for (let node = 0; node < nodeCount && reached < nodeCount; node++) {
      if (places[node] !== 0 || isHeld(node)) continue;
      reached = kernel.depthFirst(node, 1, reached, nodes, edges, essential, space);
    }
    for (let node = 0; node < nodeCount && reached < nodeCount; node++) {
      if (places[node] !== 0) continue;
      reached += 1;
      places[node] = reached;
      order[reached] = node;
      parents[reached] = 1;
    }
    kernel.findDominators(nodes, edges, essential, space);
    const { sizes } = nodes;
    for (let node = 0; node < nodeCount; node++) {
      const size = sizes[node]!;
      retainedSizes[node] = size === hugeSize ? graph.sizeOf(node) : size;
    }
    for (let place = nodeCount; place >= 1; place--) {
      const node = order[place]!;
      places[node] = place;
      if (place > 1) retainedSizes[order[parents[place]!]!]! += retainedSizes[node]!;
    }
  }

  /**
   * What each place dominates directly, as linked lists: the first of place p is `first[p]`, the one after place q is
   * `next[q]`, and 0 ends a list. Overwrites the work space of the graph, and is overwritten by the next call.
   */
  children(): DominatorChildren {
    const first = this.#graph.space.next.fill(0);
    const next = scratchWords(this.#graph).siblings.fill(0);
    for (let place = this.nodeCount; place >= 2; place--) {
      const above = this.dominators[place]!;
      next[place] = first[above]!;
      first[above] = place;
    }
    return { first, next };
  }

  /** The immediate dominator of a node; of the root, the root. */
  dominatorOf(node: number): number {
    return this.order[this.dominators[this.places[node]!]!]!;
  }
}

/**
 * A value in a WeakMap goes when either its key or its table goes. Both edges would make it hang on what the two have in
 * common, which tells nobody anything, so that only the key's counts.
 */
function dropTableEdges({ space }: SnapshotGraph, weakMapEdges: WeakMapEdges): void {
  for (let place = 0; place < weakMapEdges.edges.length; place++) {
    if (!weakMapEdges.isFromTable(place)) continue;
    const edge = weakMapEdges.edges.at(place);
    space.essential[edge >>> 3]! &= ~(1 << (edge & 7));
  }
}

/** Whether an essential edge leads to a node that has not been reached: it can only come from another such node. */
function heldByUnreached({ nodes, edges, space, nodeCount }: SnapshotGraph): (node: number) => boolean {
  const held = new Uint8Array((nodeCount >>> 3) + 1);
  for (let node = 0; node < nodeCount; node++) {
    if (space.places[node] !== 0) continue;
    for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
      const target = edges.targets[edge]!;
      if (((space.essential[edge >>> 3]! >>> (edge & 7)) & 1) === 1) held[target >>> 3]! |= 1 << (target & 7);
    }
  }
  return (node) => ((held[node >>> 3]! >>> (node & 7)) & 1) === 1;
}
