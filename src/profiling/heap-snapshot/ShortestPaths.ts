import { scratchWords } from './allocateGraph.ts';
import { unreachable, type WalkSpace } from './kernel/SnapshotKernel.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapEdges } from './WeakMapEdges.ts';

/** Distances of what the program cannot reach are counted from here on, as in DevTools. */
const systemDistance = 100_000_000;

/** That no edge leads to a node. */
export const noEdge = 0xffff_ffff;

/** Nodes that are walked on from before looking whether that was enough. */
const stepNodes = 4096;

const beforeSecond = 1;
const afterFirst = 2;

/**
 * The shortest paths from the program's roots (distance 1) to every node over edges that are not weak, by DevTools' rules.
 * They are found as far as somebody asks: what holds much is near to the roots. Lies in arrays of the graph's work space that
 * nobody else needs then.
 */
export class ShortestPaths {
  readonly #graph: SnapshotGraph;
  readonly #weakMapEdges: WeakMapEdges;
  readonly #space: WalkSpace;
  readonly #special: Uint8Array;
  readonly #met: Uint8Array;
  readonly #rootDistance: number;
  #at = 0;
  #end = 0;
  #isRootQueued = false;

  constructor(graph: SnapshotGraph, weakMapEdges: WeakMapEdges) {
    const { nodes, edges, root, space, nodeCount, edgeKinds } = graph;
    this.#graph = graph;
    this.#weakMapEdges = weakMapEdges;
    const { reachedBy, queue } = scratchWords(graph);
    const distances = space.semidominators.subarray(0, nodeCount).fill(unreachable);
    this.#space = { visited: space.visited.fill(0), distances, reachedBy, queue };
    this.#special = specialEdges(graph, weakMapEdges);
    this.#met = new Uint8Array(weakMapEdges.pairCount);
    for (let edge = nodes.firstEdges[root]!; edge < nodes.firstEdges[root + 1]!; edge++) {
      const node = edges.targets[edge]!;
      if (!graph.isUserRoot(node) || distances[node] === 1) continue;
      reachedBy[node] = edges.types[edge] === edgeKinds.weak ? noEdge : edge;
      this.#queue(node, 1);
    }
    this.#rootDistance = this.#end > 0 ? systemDistance : 0;
  }

  /** Steps to each node; {@link unreachable} where nothing leads to it. */
  get distances(): Uint32Array {
    while (!this.#isDone) this.#advance();
    return this.#space.distances;
  }

  /** The edge over which a node is reached first; {@link noEdge} for the root and for what nothing leads to. */
  edgeTo(node: number): number {
    const { distances, reachedBy } = this.#space;
    if (node === this.#graph.root) return noEdge;
    while (distances[node] === unreachable && !this.#isDone) this.#advance();
    return distances[node] === unreachable ? noEdge : reachedBy[node]!;
  }

  get #isDone(): boolean {
    return this.#isRootQueued && this.#at === this.#end;
  }

  #advance(): void {
    const { kernel, nodes, edges, edgeKinds, root } = this.#graph;
    if (this.#at === this.#end) {
      // What the program does not reach by itself: handles, stacks, V8's own.
      this.#isRootQueued = true;
      this.#queue(root, this.#rootDistance);
    }
    const range = { from: this.#at, to: Math.min(this.#end, this.#at + stepNodes), end: this.#end };
    this.#end = kernel.breadthFirst(nodes, edges, this.#space, range, edgeKinds.weak, this.#special, (edge) =>
      this.#isPassable(edge),
    );
    this.#at = range.to;
  }

  #queue(node: number, distance: number): void {
    const { visited, distances, queue } = this.#space;
    visited[node >>> 3]! |= 1 << (node & 7);
    distances[node] = distance;
    queue[this.#end++] = node;
  }

  /** Of two twins the second counts: a value is as far as the farther of key and table. */
  #isPassable(edge: number): boolean {
    const place = this.#weakMapEdges.placeOf(edge);
    if (place < 0) return false;
    const pair = this.#weakMapEdges.pairOf(place);
    this.#met[pair] = this.#met[pair] === beforeSecond ? afterFirst : beforeSecond;
    return this.#met[pair] === afterFirst;
  }
}

/**
 * Marks the edges of WeakMaps, and those that are never walked: V8's map of sloppy functions, and the entries of descriptor
 * arrays, which several hidden classes share.
 */
function specialEdges(graph: SnapshotGraph, { edges: weakMapEdges }: WeakMapEdges): Uint8Array {
  const { nodes, edges, knownNames } = graph;
  const { firstEdges } = nodes;
  const special = graph.space.essential.fill(0);
  const mark = (edge: number): void => {
    special[edge >>> 3]! |= 1 << (edge & 7);
  };
  for (const edge of weakMapEdges) mark(edge);
  const hidden = graph.nodeType('hidden');
  const array = graph.nodeType('array');
  const nativeContext = knownNames.indexOf('system / NativeContext');
  const descriptors = knownNames.indexOf('(map descriptors)');
  const sloppy = knownNames.indexOf('sloppy_function_map');
  for (let node = 0; node < graph.nodeCount; node++) {
    const name = nodes.names[node];
    if (name !== descriptors && name !== nativeContext) continue;
    const type = nodes.types[node];
    const isDescriptors = type === array && name === descriptors;
    if (!isDescriptors && !(type === hidden && name === nativeContext)) continue;
    for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
      if (
        isDescriptors ? isDescriptor(graph, edge) : isStringNamed(graph, edge) && edges.names[edge] === sloppy
      ) {
        mark(edge);
      }
    }
  }
  return special;
}

function isDescriptor(graph: SnapshotGraph, edge: number): boolean {
  const index = isStringNamed(graph, edge)
    ? Number.parseInt(graph.strings.text(graph.edges.names[edge]!), 10)
    : graph.edges.names[edge]!;
  return index >= 2 && index % 3 === 1;
}

function isStringNamed(graph: SnapshotGraph, edge: number): boolean {
  const type = graph.edges.types[edge];
  return type !== graph.edgeType('element') && type !== graph.edgeType('hidden');
}
