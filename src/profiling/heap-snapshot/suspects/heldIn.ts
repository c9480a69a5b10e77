import type { DominatorTree } from '../DominatorTree.ts';
import type { Chains } from './Chains.ts';
import { type Gain, type Gained, gainOf, sumOf } from './gains.ts';
import type { Layer } from './Layer.ts';

/** Of more of a class, these stand for all. */
const mostSamples = 1_000;

/**
 * The objects directly below places, of a single snapshot: how many of each class, and what they keep alive, but for those that
 * keep alive as much as the threshold. Of a chain, its links, each with what is in it and in no link after it.
 *
 * @returns by place that is asked for
 */
export function heldIn(
  tree: DominatorTree,
  layer: Layer,
  chains: Chains,
  starts: readonly number[],
  thresholdBytes: number,
): Gained[] {
  const { nodeCount, order, dominators, retainedSizes } = tree;
  const held = starts.map(() => new Map<number, Gain>());
  const retained = (place: number): number => retainedSizes[order[place]!]!;
  const add = (to: Map<number, Gain>, place: number, bytes: number): void => {
    const kind = layer.kindOf(place - 1);
    let gain = to.get(kind);
    if (gain === undefined) {
      gain = gainOf(new Map(), layer.kinds[kind]!.words, 1);
      to.set(kind, gain);
    }
    gain.counts[0]! += 1;
    gain.bytes[0]! += bytes;
    if (gain.samples.length < mostSamples) {
      gain.samples.push(order[place]!);
      gain.sampleBytes.push(bytes);
    }
  };
  const inside = (link: number, other: number | undefined): number => {
    let at = other ?? 0;
    while (at > link) at = dominators[at]!;
    return other !== undefined && at === link ? retained(other) : 0;
  };
  const numberOf = new Uint16Array(nodeCount + 1);
  for (const [index, start] of starts.entries()) {
    const links = chains.linksFrom(start);
    if (links === undefined) numberOf[start] = index + 1;
    else {
      for (const [at, link] of links.entries())
        add(held[index]!, link, retained(link) - inside(link, links[at + 1]));
    }
  }
  for (let place = 2; place <= nodeCount; place++) {
    const number = numberOf[dominators[place]!]!;
    if (number === 0 || retained(place) >= thresholdBytes) continue;
    add(held[number - 1]!, place, retained(place));
  }
  return held.map((gains) => ({ gains: byName(gains.values()) }));
}

/** Classes of the same name in different places are told as one. */
function byName(all: Iterable<Gain>): Gained['gains'] {
  const gains: Gained['gains'] = new Map();
  for (const gain of all) {
    const present = gains.get(gain.name);
    gains.set(gain.name, present === undefined ? gain : sumOf(present, gain));
  }
  return gains;
}
