import type { DominatorChildren } from '../DominatorTree.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible, nodeWords } from '../nodeWords.ts';
import { type Growth, old } from './growth.ts';

/** Objects of one class that something gained. */
export interface Gain {
  readonly name: string;
  readonly counts: number[];
  /** Bytes that they keep alive, by the interval in which these were born. */
  readonly bytes: number[];
  /** Some of them. */
  readonly samples: number[];
}

/** What accumulated in a place. */
export interface Gained {
  readonly gains: Map<string, Gain>;
  /** The older objects that the gains are in, where these are not in the holder itself, by class. */
  readonly through: Map<string, Set<number>>;
}

const mostSamples = 400;

/**
 * Gathers the topmost young objects below a place of the dominator tree, without what is in heavier places below it.
 *
 * @param isApart whether a place is an accumulator's of its own, or leads to one
 */
export function gainedIn(
  snapshot: HeapSnapshot,
  growth: Growth,
  { first, next }: DominatorChildren,
  start: number,
  isApart: (place: number) => boolean,
): Gained {
  const { order } = snapshot.tree;
  const gained: Gained = { gains: new Map(), through: new Map() };
  /** Places to look at, and the nearest visible object above each. */
  const open: number[] = [start];
  const holders: number[] = [order[start]!];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const above = holders.pop()!;
    for (let child = first[place]!; child !== 0; child = next[child]!) {
      if (isApart(child) || !growth.bytes.some((column) => column[child]! > 0)) continue;
      const node = order[child]!;
      const interval = growth.bornIn(node);
      if (interval === old) {
        open.push(child);
        holders.push(isVisible(snapshot, node) ? node : above);
        continue;
      }
      const gain = gainOf(gained.gains, gainName(snapshot, node), growth.intervals);
      gain.counts[interval]! += 1;
      for (const [index, column] of growth.bytes.entries()) gain.bytes[index]! += column[child]!;
      if (gain.samples.length < mostSamples) gain.samples.push(node);
      if (above === order[start]) continue;
      const name = nodeWords(snapshot, above);
      const between = gained.through.get(name) ?? new Set();
      gained.through.set(name, between.add(above));
    }
  }
  return gained;
}

/** The objects directly below a place, of a single snapshot: how many of each class, and what they keep alive. */
export function heldIn(
  snapshot: HeapSnapshot,
  { first, next }: DominatorChildren,
  start: number,
  isApart: (place: number) => boolean,
): Gained {
  const { order, retainedSizes } = snapshot.tree;
  const gains = new Map<string, Gain>();
  for (let child = first[start]!; child !== 0; child = next[child]!) {
    if (isApart(child)) continue;
    const node = order[child]!;
    const gain = gainOf(gains, gainName(snapshot, node), 1);
    gain.counts[0]! += 1;
    gain.bytes[0]! += retainedSizes[node]!;
    if (gain.samples.length < mostSamples) gain.samples.push(node);
  }
  return { gains, through: new Map() };
}

/** Bytes of a gain that went on: those of the interval with the least, as often as there are intervals. */
export function steadyBytes({ bytes }: Gain): number {
  return Math.min(...bytes) * bytes.length;
}

/** Texts differ from string to string, and are not read. */
function gainName(snapshot: HeapSnapshot, node: number): string {
  return snapshot.graph.typeOf(node) === 'string' ? '(string)' : nodeWords(snapshot, node);
}

function gainOf(gains: Map<string, Gain>, name: string, intervals: number): Gain {
  let gain = gains.get(name);
  if (gain === undefined) {
    const zeros = (): number[] => Array.from({ length: intervals }, () => 0);
    gain = { name, counts: zeros(), bytes: zeros(), samples: [] };
    gains.set(name, gain);
  }
  return gain;
}
