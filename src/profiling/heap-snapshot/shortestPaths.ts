import { scratchWords } from './allocateGraph.ts';
import { unreachable } from './kernel/SnapshotKernel.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapEdges } from './WeakMapEdges.ts';

/** Distances of what the program cannot reach are counted from here on, as in DevTools. */
const systemDistance = 100_000_000;

/** That no edge leads to a node. */
export const noEdge = 0xffff_ffff;

const beforeSecond = 1;
const afterFirst = 2;

/** The shortest paths from the program's roots to every node. */
export interface ShortestPaths {
  /** Steps to each node. */
  readonly distances: Uint32Array;
  /** The edge over which each node is reached first; {@link noEdge} for the root and for what nothing leads to. */
  readonly reachedBy: Uint32Array;
}

/**
 * Finds the shortest paths from the program's roots (distance 1) to every node over edges that are not weak, by DevTools'
 * rules. Lies in the graph's work space, in arrays that nobody else needs then.
 */
export function shortestPaths(graph: SnapshotGraph, weakMapEdges: WeakMapEdges): ShortestPaths {
  const { nodes, edges, root, space, nodeCount } = graph;
  const { firstEdges } = nodes;
  const { targets, types } = edges;
  const distances = space.semidominators.subarray(0, nodeCount).fill(unreachable);
  const reachedBy = scratchWords(graph).reachedBy.fill(noEdge);
  const visited = space.visited.fill(0);
  const queue = space.next;
  const special = specialEdges(graph, weakMapEdges);
  const met = new Uint8Array(weakMapEdges.pairCount);
  let end = 0;
  for (let edge = firstEdges[root]!; edge < firstEdges[root + 1]!; edge++) {
    const node = targets[edge]!;
    // A root that several edges lead to is put in the queue as often, by DevTools too; it changes no distance.
    if (!graph.isUserRoot(node) || distances[node] === 1) continue;
    distances[node] = 1;
    if (types[edge] !== graph.edgeKinds.weak) reachedBy[node] = edge;
    visit(node);
    queue[end++] = node;
  }
  const rootDistance = end > 0 ? systemDistance : 0;
  spread(end);
  distances[root] = rootDistance;
  visit(root);
  queue[0] = root;
  spread(1);
  reachedBy[root] = noEdge;
  return { distances, reachedBy };

  function visit(node: number): void {
    visited[node >>> 3]! |= 1 << (node & 7);
  }

  function spread(count: number): void {
    const { weak } = graph.edgeKinds;
    const { kernel } = graph;
    kernel.breadthFirst(nodes, edges, visited, distances, reachedBy, queue, count, weak, special, isPassable);
  }

  /** Of two twins the second counts: a value is as far as the farther of key and table. */
  function isPassable(edge: number): boolean {
    const place = weakMapEdges.placeOf(edge);
    if (place < 0) return false;
    const pair = weakMapEdges.pairs[place]!;
    met[pair] = met[pair] === beforeSecond ? afterFirst : beforeSecond;
    return met[pair] === afterFirst;
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
