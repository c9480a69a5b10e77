import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { steadySum } from './accumulators.ts';
import { type Gain, steadyBytes } from './gains.ts';
import type { Growth } from './growth.ts';
import type { SuspectCase, SuspectCases } from './SuspectCases.ts';

/** Of what there was, and of what it grew by, no more than one in so many may have lived through an interval. */
const leastPassing = 10;

/**
 * Tells what is kept for less than an interval: a batch that is sent when it is full may be longer in each snapshot, by chance,
 * but nothing of what was in it in one is still there in the next. Of a leak what grew in one interval is there after the next.
 */
export class PassingGains {
  readonly #snapshot: HeapSnapshot;
  readonly #growth: Growth;
  /** By the place of a holder, or of the root. */
  readonly #oldOnes: Map<number, ReadonlyMap<string, number>> = new Map();

  constructor(snapshot: HeapSnapshot, growth: Growth) {
    this.#snapshot = snapshot;
    this.#growth = growth;
  }

  /**
   * Whether nearly nothing of a gain has lived through an interval.
   *
   * @param holder what gained it, and it alone; of others any object of the class that lived speaks against it
   */
  has(gain: Gain, holder?: number): boolean {
    const { intervals, bornIn } = this.#growth;
    // With one interval nobody knows what becomes of that which has come.
    if (intervals < 2 || gain.counts.some((count) => count <= 0) || isTextOfParts(gain)) return false;
    let there = gain.samples.length;
    let most = Number.POSITIVE_INFINITY;
    let lived = 0;
    for (let interval = intervals - 1; interval >= 0; interval--) {
      there -= gain.counts[interval]!;
      most = Math.min(most, there / leastPassing, gain.counts[interval]! / leastPassing);
      if (interval < intervals - 1) lived = Math.max(lived, there - gain.diedCounts[interval]!);
    }
    if (there <= 0 || lived > most) return false;
    const { ids } = this.#snapshot.graph.nodes;
    const isNew = (node: number): boolean => ids[node]! % 2 === 1 && bornIn(ids[node]!) === intervals - 1;
    const lasting = gain.samples.reduce((sum, node) => sum + (isNew(node) ? 0 : 1), 0);
    return lasting <= most && lasting + (this.#oldOnesIn(holder).get(gain.name) ?? 0) <= most;
  }

  /** Without what is kept for less than an interval. */
  without(gains: ReadonlyMap<string, Gain>): Map<string, Gain> {
    return new Map([...gains].filter(([, gain]) => !this.has(gain)));
  }

  /** Holds against nobody what they keep for less than an interval; a holder with too little left is dropped. */
  takeOff(cases: SuspectCases, thresholdBytes: number): void {
    for (const suspect of cases.all) {
      const passing = this.#of(suspect);
      if (passing.size === 0) continue;
      for (const { gains } of suspect.gained) {
        for (const [name, gain] of gains) if (passing.has(gain)) gains.delete(name);
      }
      const by = suspect.bytesPerInterval.map((_, at) =>
        [...passing].reduce((sum, { bytes }) => sum + bytes[at]!, 0),
      );
      cases.lessen(suspect.holder, by, thresholdBytes);
      // The places in an array are as many as what it holds.
      const left = suspect.gained
        .flatMap(({ gains }) => [...gains.values()])
        .filter(({ name }) => !isPart(name));
      const leftBytes = left.reduce((sum, gain) => sum + Math.max(0, steadyBytes(gain)), 0);
      if (leftBytes < thresholdBytes || steadySum(suspect.bytesPerInterval) < thresholdBytes)
        cases.drop(suspect.holder);
    }
  }

  #of({ holder, objects, gained }: SuspectCase): Set<Gain> {
    const within = objects > 1 ? undefined : holder;
    return new Set(
      gained.flatMap(({ gains }) => [...gains.values()].filter((gain) => this.has(gain, within))),
    );
  }

  /** By class, how many objects have been there since the first snapshot, in a holder or anywhere. */
  #oldOnesIn(holder: number | undefined): ReadonlyMap<string, number> {
    const start = holder === undefined ? 1 : this.#snapshot.tree.places[holder]!;
    let counts = this.#oldOnes.get(start);
    if (counts === undefined) {
      counts = this.#oldOnesFrom(start);
      this.#oldOnes.set(start, counts);
    }
    return counts;
  }

  #oldOnesFrom(start: number): Map<string, number> {
    const { order, dominators, nodeCount } = this.#snapshot.tree;
    const { kinds, kindOf } = this.#growth.layers.at(-1)!;
    const ofKinds = new Uint32Array(kinds.length);
    const isWithin = new Uint8Array(nodeCount + 1);
    isWithin[start] = 1;
    for (let place = start + 1; place <= nodeCount; place++) {
      if (isWithin[dominators[place]!] === 0) continue;
      isWithin[place] = 1;
      if (this.#growth.isOld(order[place]!)) ofKinds[kindOf(place - 1)]! += 1;
    }
    const counts = new Map<string, number>();
    for (const [kind, { words }] of kinds.entries())
      counts.set(words, (counts.get(words) ?? 0) + ofKinds[kind]!);
    return counts;
  }
}

/** A text that is put together is one of many parts, which V8 makes anew at any time. */
function isTextOfParts({ name }: Gain): boolean {
  return name.startsWith('(') && name !== '(string)';
}

/** Parts of objects, and nothing that the program has. */
function isPart(name: string): boolean {
  return name.startsWith('(') && !name.endsWith('string)');
}
