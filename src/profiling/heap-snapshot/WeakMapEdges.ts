import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapNames } from './WeakMapNames.ts';

const mayBeBits = 1 << 22;
const mayBeMask = mayBeBits - 1;

/** A value in a WeakMap is held by key and table together, for which V8 writes an edge from each: the two are twins. */
export class WeakMapEdges {
  /** In rising order. */
  readonly edges: Uint32Array;
  /** Of each edge, a number that it shares with its twin alone. */
  readonly pairs: Uint32Array;
  /** Of each edge, 1 where it comes from the table. */
  readonly fromTable: Uint8Array;
  readonly pairCount: number;

  constructor(graph: SnapshotGraph) {
    const { strings } = graph.weakMapNames;
    const { pairs, pairCount } = numberedPairs(graph.weakMapNames);
    this.pairCount = pairCount;
    // The place of a name among those of WeakMaps, from 1.
    const placeOfString = new Uint32Array(strings.length > 0 ? graph.strings.count : 0);
    for (let place = 0; place < strings.length; place++) placeOfString[strings[place]!] = place + 1;
    const { keyIds, tableIds } = graph.weakMapNames;
    const ends = new Set(keyIds);
    for (const id of tableIds) ends.add(id);
    // A cheap first question, since this is asked of every node.
    const mayBe = new Uint8Array(mayBeBits >>> 3);
    for (const id of ends) mayBe[(id & mayBeMask) >>> 3]! |= 1 << (id & 7);
    const found: number[] = [];
    const pairOf: number[] = [];
    const fromTable: number[] = [];
    const internal = graph.edgeType('internal');
    const { ids, firstEdges } = graph.nodes;
    const { types, names } = graph.edges;
    for (let node = 0; node < graph.nodeCount && ends.size > 0; node++) {
      const id = ids[node]!;
      if (((mayBe[(id & mayBeMask) >>> 3]! >>> (id & 7)) & 1) === 0 || !ends.has(id)) continue;
      const end = firstEdges[node + 1]!;
      for (let edge = firstEdges[node]!; edge < end; edge++) {
        if (types[edge] !== internal) continue;
        const place = placeOfString[names[edge]!] ?? 0;
        if (place === 0) continue;
        found.push(edge);
        pairOf.push(pairs[place - 1]!);
        fromTable.push(tableIds[place - 1] === id ? 1 : 0);
      }
    }
    this.edges = Uint32Array.from(found);
    this.pairs = Uint32Array.from(pairOf);
    this.fromTable = Uint8Array.from(fromTable);
  }

  /** Place of an edge in {@link edges}; -1 where it is none of them. */
  placeOf(edge: number): number {
    const place = indexOf(this.edges, edge);
    return this.edges[place] === edge ? place : -1;
  }
}

/** Numbers the pairs of key and table: the two names of an entry get the same number. */
function numberedPairs({ keyIds, tableIds }: WeakMapNames): { pairs: Uint32Array; pairCount: number } {
  const pairs = new Uint32Array(keyIds.length);
  const byTable = new Map<number, Map<number, number>>();
  let pairCount = 0;
  for (let place = 0; place < keyIds.length; place++) {
    const byKey = byTable.get(tableIds[place]!) ?? new Map<number, number>();
    if (byKey.size === 0) byTable.set(tableIds[place]!, byKey);
    let pair = byKey.get(keyIds[place]!);
    if (pair === undefined) {
      pair = pairCount++;
      byKey.set(keyIds[place]!, pair);
    }
    pairs[place] = pair;
  }
  return { pairs, pairCount };
}

/** Place of a value in a rising list: of the last one that is not above it. */
function indexOf(list: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (list[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
