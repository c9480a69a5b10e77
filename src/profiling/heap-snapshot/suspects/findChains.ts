import type { ObjectKind } from '../ObjectKinds.ts';
import { ChainLinks, placeIn } from './ChainLinks.ts';
import type { Layer } from './Layer.ts';

/** Shorter ones are told as what they are: objects within objects. */
const leastLinks = 50;
/** From a link to the one above, over what is between them: a context, a table, a bound function. */
const mostSteps = 6;
const none = -1;

/** What chains are found in. */
type ChainLayer = Pick<Layer, 'length' | 'dominatorOf' | 'kinds' | 'kindOf'>;

/** What all links of a chain have in common; `''` for what is no link: V8's own objects, and texts. */
export function linkKind({ words }: Pick<ObjectKind, 'words'>): string {
  // Plain objects are told apart by what many have in common, which differs from snapshot to snapshot.
  if (words === 'Object' || words.startsWith('{')) return 'Object';
  return words.startsWith('(') || words.startsWith('system / ') ? '' : words;
}

/**
 * Finds chains: objects each of which keeps alive the next of its kind, many deep, such as lists linked by `next`, functions
 * that wrap functions, listeners of an EventTarget. Of several below a link, the longest chain goes on in it.
 */
export function findChains(layer: Layer): ChainLinks {
  const deep = deepIndexes(layer);
  const tops = topsIn(partOf(layer, deep));
  for (const [at, top] of tops.entries()) if (top > 0) tops[at] = deep[top - 1]! + 1;
  return new ChainLinks(layer.length, deep, tops);
}

/** By index, that of the chain's first link + 1; 0 for what is no link. */
function topsIn(layer: ChainLayer): Uint32Array {
  const { length } = layer;
  const tops = new Uint32Array(length);
  const above = linksAbove(layer);
  const depths = new Uint32Array(length);
  for (let index = length - 1; index > 0; index--) {
    const link = above[index]!;
    if (link !== none && depths[link]! <= depths[index]!) depths[link] = depths[index]! + 1;
  }
  const goesOn = new Uint8Array(length);
  for (let index = 1; index < length; index++) {
    const link = above[index]!;
    if (link !== none && goesOn[link] === 0 && depths[link] === depths[index]! + 1) {
      goesOn[link] = 1;
      tops[index] = tops[link]!;
    } else if (depths[index]! + 1 >= leastLinks) tops[index] = index + 1;
  }
  dropInner(layer, above, tops);
  return tops;
}

/**
 * Indexes of all objects that have at least as many above and below them, one keeping the next alive, as a chain has links. With
 * each of them is the one that keeps it alive, which has as many.
 */
function deepIndexes({ length, dominatorOf }: ChainLayer): Uint32Array {
  // No more than is asked for is counted: a byte for each is enough.
  const below = new Uint8Array(length);
  for (let index = length - 1; index > 0; index--) {
    const dominator = dominatorOf(index);
    if (below[dominator]! <= below[index]!) below[dominator] = Math.min(below[index]! + 1, leastLinks);
  }
  const above = new Uint8Array(length);
  let count = 0;
  for (let index = 0; index < length; index++) {
    if (index > 0) above[index] = Math.min(above[dominatorOf(index)]! + 1, leastLinks);
    if (above[index]! + below[index]! + 1 >= leastLinks) count += 1;
  }
  const deep = new Uint32Array(count);
  for (let index = 0, at = 0; at < count; index++) {
    if (above[index]! + below[index]! + 1 >= leastLinks) deep[at++] = index;
  }
  return deep;
}

/** Some objects of a layer, numbered anew; with each of them is the one that keeps it alive. */
function partOf({ dominatorOf, kinds, kindOf }: ChainLayer, indexes: Uint32Array): ChainLayer {
  const dominators = indexes.map((index) => placeIn(indexes, dominatorOf(index)));
  return {
    length: indexes.length,
    dominatorOf: (at) => dominators[at]!,
    kinds,
    kindOf: (at) => kindOf(indexes[at]!),
  };
}

/** The nearest object of its kind that keeps each alive, where it is near. */
function linksAbove(layer: ChainLayer): Int32Array {
  const numbers = new Map<string, number>([['', 0]]);
  const kinds = layer.kinds.map((kind) => {
    const name = linkKind(kind);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  const above = new Int32Array(layer.length).fill(none);
  for (let index = 1; index < layer.length; index++) {
    const kind = kinds[layer.kindOf(index)]!;
    if (kind === 0) continue;
    let at = index;
    for (let step = 0; step < mostSteps && at !== 0; step++) {
      at = layer.dominatorOf(at);
      if (kinds[layer.kindOf(at)] !== kind) continue;
      above[index] = at;
      break;
    }
  }
  return above;
}

/** Where two chains go down side by side, as promises and their functions do, that is one chain: the one that began first. */
function dropInner(layer: ChainLayer, above: Int32Array, tops: Uint32Array): void {
  const inner = new Set<number>();
  for (let index = 1; index < layer.length; index++) {
    const top = tops[index]!;
    if (top === 0 || top === index + 1 || inner.has(top)) continue;
    for (let at = layer.dominatorOf(index); at !== above[index]; at = layer.dominatorOf(at)) {
      if (tops[at] !== 0 && tops[at]! < top && !inner.has(tops[at]!)) inner.add(top);
    }
  }
  if (inner.size === 0) return;
  for (let index = 1; index < layer.length; index++) if (inner.has(tops[index]!)) tops[index] = 0;
}
