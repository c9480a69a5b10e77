import type { DominatorChildren } from '../DominatorTree.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { nodeWords } from '../nodeWords.ts';
import type { Chains } from './Chains.ts';
import { type Gain, type Gained, gainOf } from './gains.ts';

/**
 * The objects directly below a place, of a single snapshot: how many of each class, and what they keep alive. Of a chain, its
 * links, each with what is in it and in no link after it.
 */
export function heldIn(
  snapshot: HeapSnapshot,
  { first, next }: DominatorChildren,
  chains: Chains,
  start: number,
  isApart: (place: number) => boolean,
): Gained {
  const { order, dominators, retainedSizes } = snapshot.tree;
  const retained = (place: number): number => retainedSizes[order[place]!]!;
  const inside = (link: number, other: number | undefined): number => {
    let at = other ?? 0;
    while (at > link) at = dominators[at]!;
    return other !== undefined && at === link ? retained(other) : 0;
  };
  const gains = new Map<string, Gain>();
  const add = (place: number, bytes: number): void => {
    const node = order[place]!;
    const gain = gainOf(gains, gainName(snapshot, node), 1);
    gain.counts[0]! += 1;
    gain.bytes[0]! += bytes;
    gain.samples.push(node);
    gain.sampleBytes.push(bytes);
  };
  const links = chains.linksFrom(start);
  if (links !== undefined) {
    for (const [at, link] of links.entries()) add(link, retained(link) - inside(link, links[at + 1]));
    return { gains };
  }
  for (let child = first[start]!; child !== 0; child = next[child]!) {
    if (!isApart(child)) add(child, retained(child));
  }
  return { gains };
}

/** Texts differ from string to string, and are not read. */
function gainName(snapshot: HeapSnapshot, node: number): string {
  return snapshot.graph.typeOf(node) === 'string' ? '(string)' : nodeWords(snapshot, node);
}
