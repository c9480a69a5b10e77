import type { SnapshotGraph } from '../SnapshotGraph.ts';

/** Words of an entry in the table of a Map: key, value, and where the chain goes on. */
const mapStride = 3;

/**
 * How many things are in an object: the entries of a Map or a Set, the elements of an array, else its properties. Those that
 * are numbers leave no trace in a snapshot, and do not count unless they have a key or a value that does.
 */
export function entryCount(graph: SnapshotGraph, node: number): number {
  const { nodes, edges, strings } = graph;
  const property = graph.edgeType('property');
  const element = graph.edgeType('element');
  const internal = graph.edgeType('internal');
  let count = 0;
  for (let edge = nodes.firstEdges[node]!; edge < nodes.firstEdges[node + 1]!; edge++) {
    const type = edges.types[edge];
    if (type === element) count += 1;
    else if (type === property) count += strings.text(edges.names[edge]!) === '__proto__' ? 0 : 1;
    else if (type === internal && strings.text(edges.names[edge]!) === 'table') {
      count += tableEntries(graph, edges.targets[edge]!);
    }
  }
  return count;
}

function tableEntries(graph: SnapshotGraph, table: number): number {
  const { nodes, edges, strings } = graph;
  const internal = graph.edgeType('internal');
  const places: number[] = [];
  for (let edge = nodes.firstEdges[table]!; edge < nodes.firstEdges[table + 1]!; edge++) {
    if (edges.types[edge] !== internal || isHole(graph, edges.targets[edge]!)) continue;
    // Of a WeakMap: `12 / part of key (…) -> value (…)`.
    const index = /^\d+/.exec(strings.text(edges.names[edge]!))?.[0];
    if (index !== undefined) places.push(Number(index));
  }
  return entriesAt(places);
}

/** Each thing in a Set has a word, and each in a Map two next to each other, of which one may hold a number. */
function entriesAt(places: readonly number[]): number {
  const remainders = new Set(places.map((place) => place % mapStride));
  if (remainders.size !== 2) return new Set(places).size;
  const [one, other] = [...remainders] as [number, number];
  const key = (one + 1) % mapStride === other ? one : other;
  return new Set(places.map((place) => Math.floor((place - key) / mapStride))).size;
}

/** What V8 puts where something was deleted. */
function isHole(graph: SnapshotGraph, node: number): boolean {
  return graph.typeOf(node) === 'hidden' && /^system \/ (?:Hole|Oddball)$/.test(graph.nameOf(node));
}
