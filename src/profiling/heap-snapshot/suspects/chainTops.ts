import type { ObjectKind } from '../ObjectKinds.ts';
import type { Layer } from './Layer.ts';

/** Shorter ones are told as what they are: objects within objects. */
const leastLinks = 50;
/** From a link to the one above, over what is between them: a context, a table, a bound function. */
const mostSteps = 6;
const none = -1;

/** What all links of a chain have in common; `''` for what is no link: V8's own objects, and texts. */
export function linkKind({ words }: Pick<ObjectKind, 'words'>): string {
  // Plain objects are told apart by what many have in common, which differs from snapshot to snapshot.
  if (words === 'Object' || words.startsWith('{')) return 'Object';
  return words.startsWith('(') || words.startsWith('system / ') ? '' : words;
}

/**
 * Finds chains: objects each of which keeps alive the next of its kind, many deep, such as lists linked by `next`, functions
 * that wrap functions, listeners of an EventTarget. Of several below a link, the longest chain goes on in it.
 *
 * @returns by index, the index of the chain's first link + 1; 0 for what is no link
 */
export function chainTops(layer: Layer): Uint32Array {
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

/** The nearest object of its kind that keeps each alive, where it is near. */
function linksAbove(layer: Layer): Int32Array {
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
function dropInner(layer: Layer, above: Int32Array, tops: Uint32Array): void {
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
