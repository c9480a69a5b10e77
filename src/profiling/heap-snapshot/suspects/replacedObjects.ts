import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isStructural, type ObjectKind } from '../ObjectKinds.ts';
import type { Layer } from './Layer.ts';
import { pairsOf, type Unpaired } from './pairsOf.ts';

/** What keeps less alive than this is too little to be a suspect by itself, and to make one of what took its place. */
const leastBytes = 4 * 1024;

/**
 * Of two snapshots: which object took the place of which. The ids tell nothing of a list that is made anew in each round, since
 * who held what is not known of the earlier snapshot; but where one holder lost an object of a kind and has another one, with
 * some of its content or of about its size, that has replaced it, and did not come in addition. Likewise within the two.
 *
 * @param nodeOf node of the last snapshot with the id of an object of the earlier one; -1 where there is none
 * @returns by index in the earlier snapshot, the node of the last one
 */
export function replacedObjects(
  { tree }: HeapSnapshot,
  earlier: Layer,
  last: Layer,
  nodeOf: (id: number) => number,
  isOld: (node: number) => boolean,
): ReadonlyMap<number, number> {
  const { order, places, retainedSizes } = tree;
  const retained = retainedIn(earlier);
  const indexNow = (index: number): number => (index === 0 ? 0 : placeNow(nodeOf(earlier.idOf(index))) - 1);
  const placeNow = (node: number): number => (node < 0 ? 0 : places[node]!);
  const lost = new Lone(earlier, (index) => indexNow(index) >= 0);
  const born = new Lone(last, (index) => isOld(order[index + 1]!));
  const gone = lost.byHolder((index) => retained[index]!);
  const come = born.byHolder((index) => retainedSizes[order[index + 1]!]!);
  const heirs = new Map<number, number>();
  for (const [content, holder] of lost.contents(gone)) {
    if (!heirs.has(holder)) heirs.set(holder, born.holderAbove(indexNow(content)));
  }
  const successors = new Map<number, number>();
  const holders = [...gone.keys()].filter((holder) => indexNow(holder) >= 0);
  const pairs = holders.map((holder) => [holder, indexNow(holder)] as const);
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [before, after] = pair;
    for (const [old, heir] of pairsOf(gone.get(before) ?? [], come.get(after) ?? [], heirs)) {
      successors.set(old.index, order[heir.index + 1]!);
      pairs.push([old.index, heir.index]);
    }
  }
  return successors;
}

/** By index, what each object keeps alive, itself included. */
function retainedIn({ length, sizeOf, dominatorOf }: Layer): Float64Array {
  const bytes = new Float64Array(length);
  for (let index = length - 1; index > 0; index--) {
    bytes[index]! += sizeOf(index);
    bytes[dominatorOf(index)]! += bytes[index]!;
  }
  return bytes;
}

/** Objects that one of two snapshots has alone. */
class Lone {
  readonly #layer: Layer;
  readonly #isInBoth: (index: number) => boolean;
  /** By kind, whether objects are parts of others. */
  readonly #structural: readonly boolean[];

  constructor(layer: Layer, isInBoth: (index: number) => boolean) {
    this.#layer = layer;
    this.#isInBoth = isInBoth;
    this.#structural = layer.kinds.map(isStructural);
  }

  /** Those that keep much alive, by what holds them. */
  byHolder(bytesOf: (index: number) => number): Map<number, Unpaired[]> {
    const { length, idOf, kinds, kindOf } = this.#layer;
    const found = new Map<number, Unpaired[]>();
    for (let index = 1; index < length; index++) {
      const bytes = bytesOf(index);
      // Even ids are of what lies outside of the heap: they may be given again.
      if (bytes < leastBytes || idOf(index) % 2 === 0 || this.#isPart(index) || this.#isInBoth(index))
        continue;
      const holder = this.holderAbove(index);
      // What is linked to its like goes with that, and may be millions.
      if (kindOf(index) === kindOf(holder) && !this.#isInBoth(holder)) continue;
      const one = { index, kind: kindWords(kinds[kindOf(index)]!), bytes };
      const list = found.get(holder);
      if (list === undefined) found.set(holder, [one]);
      else list.push(one);
    }
    return found;
  }

  /** What holds an object: the nearest above it that both snapshots have, or that is more than a part of another one. */
  holderAbove(index: number): number {
    let above = this.#layer.dominatorOf(index);
    while (above !== 0 && this.#isPart(above) && !this.#isInBoth(above))
      above = this.#layer.dominatorOf(above);
    return above;
  }

  /** What both snapshots have and some of the objects hold here, each with its holder. */
  *contents(objects: ReadonlyMap<number, readonly Unpaired[]>): Generator<[content: number, holder: number]> {
    const owners = new Map([...objects.values()].flat().map(({ index }) => [index, index]));
    for (let index = 1; index < this.#layer.length; index++) {
      const owner = owners.get(this.#layer.dominatorOf(index));
      if (owner === undefined) continue;
      if (this.#isInBoth(index)) yield [index, owner];
      else if (this.#isPart(index)) owners.set(index, owner);
    }
  }

  #isPart(index: number): boolean {
    return this.#structural[this.#layer.kindOf(index)]!;
  }
}

/** Plain objects are told apart by what many have in common, and texts by how they were put together: both may change. */
function kindWords({ words }: ObjectKind): string {
  if (words.startsWith('{')) return 'Object';
  return words.endsWith('string)') ? '(string)' : words;
}
