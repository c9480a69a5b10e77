import type { SnapshotGraph } from './SnapshotGraph.ts';
import type { WeakMapNames } from './WeakMapNames.ts';
import { WordList } from './WordList.ts';

/** Of so many bits for each object one is set, so that nearly all others are told at once; few bits stay near the processor. */
const bitsEach = 64;
const leastBits = 1 << 13;
const mostBits = 1 << 22;

/** A value in a WeakMap is held by key and table together, for which V8 writes an edge from each: the two are twins. */
export class WeakMapEdges {
  /** In rising order. */
  readonly edges: WordList = new WordList();
  /** Of each edge, the number that it shares with its twin alone, doubled, and 1 more where it comes from the table. */
  readonly #pairs: WordList = new WordList();
  readonly pairCount: number;

  constructor(graph: SnapshotGraph) {
    const { strings, keyIds, tableIds } = graph.weakMapNames;
    const { pairs, pairCount } = numberedPairs(graph.weakMapNames);
    this.pairCount = pairCount;
    if (pairCount === 0) return;
    // The place of a name among those of WeakMaps, from 1.
    const placeOfString = new Uint32Array(graph.strings.count);
    // A cheap first question, since this is asked of every node.
    let bits = leastBits;
    while (bits < mostBits && bits < bitsEach * 2 * strings.length) bits *= 2;
    const mask = bits - 1;
    const mayBe = new Uint8Array(bits >>> 3);
    for (let place = 0; place < strings.length; place++) {
      placeOfString[strings.at(place)] = place + 1;
      for (const id of [keyIds.at(place), tableIds.at(place)]) mayBe[(id & mask) >>> 3]! |= 1 << (id & 7);
    }
    const internal = graph.edgeType('internal');
    const { nodeCount } = graph;
    const { ids, firstEdges } = graph.nodes;
    const { types, names } = graph.edges;
    for (let node = 0; node < nodeCount; node++) {
      const id = ids[node]!;
      if (((mayBe[(id & mask) >>> 3]! >>> (id & 7)) & 1) === 0) continue;
      const end = firstEdges[node + 1]!;
      for (let edge = firstEdges[node]!; edge < end; edge++) {
        if (types[edge] !== internal) continue;
        const place = (placeOfString[names[edge]!] ?? 0) - 1;
        if (place < 0) continue;
        const isFromTable = tableIds.at(place) === id;
        if (!isFromTable && keyIds.at(place) !== id) continue;
        this.edges.push(edge);
        this.#pairs.push(2 * pairs[place]! + (isFromTable ? 1 : 0));
      }
    }
  }

  /** Place of an edge in {@link edges}; -1 where it is none of them. */
  placeOf(edge: number): number {
    let low = 0;
    let high = this.edges.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.edges.at(middle) <= edge) low = middle;
      else high = middle - 1;
    }
    return high >= 0 && this.edges.at(low) === edge ? low : -1;
  }

  /** The number that the edge in this place shares with its twin alone. */
  pairOf(place: number): number {
    return this.#pairs.at(place) >>> 1;
  }

  /** Whether the edge in this place comes from the table. */
  isFromTable(place: number): boolean {
    return this.#pairs.at(place) % 2 === 1;
  }
}

/** Numbers the pairs of key and table: the two names of an entry get the same number. */
function numberedPairs({ keyIds, tableIds }: WeakMapNames): { pairs: Uint32Array; pairCount: number } {
  const pairs = new Uint32Array(keyIds.length);
  // A hash table with open addressing of the place, from 1, that had a pair first.
  let capacity = 16;
  while (capacity < 2 * keyIds.length) capacity *= 2;
  const table = new Uint32Array(capacity);
  let pairCount = 0;
  for (let place = 0; place < keyIds.length; place++) {
    const key = keyIds.at(place);
    const map = tableIds.at(place);
    let slot = ((Math.imul(key, 0x9e37_79b1) ^ Math.imul(map, 0x85eb_ca6b)) >>> 5) & (capacity - 1);
    for (; table[slot] !== 0; slot = (slot + 1) & (capacity - 1)) {
      const other = table[slot]! - 1;
      if (keyIds.at(other) === key && tableIds.at(other) === map) break;
    }
    if (table[slot] === 0) {
      table[slot] = place + 1;
      pairs[place] = pairCount++;
    } else {
      pairs[place] = pairs[table[slot]! - 1]!;
    }
  }
  return { pairs, pairCount };
}
