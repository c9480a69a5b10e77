import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { WordList } from '../WordList.ts';

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
  const hidden = graph.nodeType('hidden');
  // There may be millions, which take four bytes each here.
  const places = new WordList();
  for (let edge = nodes.firstEdges[table]!; edge < nodes.firstEdges[table + 1]!; edge++) {
    if (edges.types[edge] !== internal) continue;
    const target = edges.targets[edge]!;
    if (nodes.types[target] === hidden && isHole(graph, target)) continue;
    // Of a WeakMap: `12 / part of key (…) -> value (…)`.
    const index = strings.leadingNumber(edges.names[edge]!);
    if (index !== undefined) places.push(index);
  }
  return entriesAt(places);
}

/** Each thing in a Set has a word, and each in a Map two next to each other, of which one may hold a number. */
function entriesAt(places: WordList): number {
  const remainders = new Set<number>();
  for (const place of places) remainders.add(place % mapStride);
  if (remainders.size !== 2) return countOf(places, (place) => place);
  const [one, other] = [...remainders] as [number, number];
  const key = (one + 1) % mapStride === other ? one : other;
  return countOf(places, (place) => Math.floor((place - key) / mapStride));
}

/** How many entries places belong to. V8 writes them in their order, in which each is told from the one before. */
function countOf(places: WordList, entryOf: (place: number) => number): number {
  let count = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    const entry = entryOf(place);
    if (entry < before) return new Set(Array.from(places, entryOf)).size;
    if (entry > before) count += 1;
    before = entry;
  }
  return count;
}

/** Whether something hidden is what V8 puts where something was deleted. */
function isHole(graph: SnapshotGraph, node: number): boolean {
  return /^system \/ (?:Hole|Oddball)$/.test(graph.nameOf(node));
}
