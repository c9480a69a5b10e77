import type { SnapshotGraph } from './SnapshotGraph.ts';

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
    const { strings, keyIds, tableIds } = graph.weakMapNames;
    const pairOfString = new Map<number, number>();
    const pairOfIds = new Map<string, number>();
    for (const [index, string] of strings.entries()) {
      const ids = `${keyIds[index]},${tableIds[index]}`;
      let pair = pairOfIds.get(ids);
      if (pair === undefined) {
        pair = pairOfIds.size;
        pairOfIds.set(ids, pair);
      }
      pairOfString.set(string, pair);
    }
    this.pairCount = pairOfIds.size;
    const tables = new Set(tableIds);
    const ends = new Set([...keyIds, ...tableIds]);
    const found: number[] = [];
    const pairs: number[] = [];
    const fromTable: number[] = [];
    if (ends.size > 0) {
      // A cheap first question, since this is asked of every node.
      const mayBe = new Uint8Array(65_536);
      for (const id of ends) mayBe[id & 65_535] = 1;
      const internal = graph.edgeType('internal');
      const { ids, firstEdges } = graph.nodes;
      const { types, names } = graph.edges;
      for (let node = 0; node < graph.nodeCount; node++) {
        const id = ids[node]!;
        if (mayBe[id & 65_535] === 0 || !ends.has(id)) continue;
        const isTable = tables.has(id);
        for (let edge = firstEdges[node]!; edge < firstEdges[node + 1]!; edge++) {
          if (types[edge] !== internal) continue;
          const pair = pairOfString.get(names[edge]!);
          if (pair === undefined) continue;
          found.push(edge);
          pairs.push(pair);
          fromTable.push(isTable && tableIds[indexOf(strings, names[edge]!)] === id ? 1 : 0);
        }
      }
    }
    this.edges = Uint32Array.from(found);
    this.pairs = Uint32Array.from(pairs);
    this.fromTable = Uint8Array.from(fromTable);
  }

  /** Place of an edge in {@link edges}; -1 where it is none of them. */
  placeOf(edge: number): number {
    const place = indexOf(this.edges, edge);
    return this.edges[place] === edge ? place : -1;
  }
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
