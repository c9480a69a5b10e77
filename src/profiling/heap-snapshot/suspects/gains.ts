import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import { isStructural } from '../ObjectKinds.ts';
import { steadySum } from './accumulators.ts';
import { eachBelonging } from './belongings.ts';
import type { Growth } from './growth.ts';
import { withoutPart } from './heldPart.ts';
import type { Layer } from './Layer.ts';
import { Successions } from './Successions.ts';
import { type Successor, successorsOf } from './successorsOf.ts';

/** Objects of one class that something gained. */
export interface Gain {
  readonly name: string;
  /** By interval, how many more there were at its end. */
  readonly counts: number[];
  /** By interval, how many bytes more they kept alive. */
  readonly bytes: number[];
  /** By interval, how many were there at its beginning and have died. */
  readonly diedCounts: number[];
  readonly diedBytes: number[];
  /** Those of the last snapshot that were born since the first one. */
  readonly samples: number[];
  /** Bytes that each of these keeps alive. */
  readonly sampleBytes: number[];
  /** The older object that each is in, where that is not the holder itself. */
  readonly between: number[];
}

/** What accumulated in a place. */
export interface Gained {
  readonly gains: Map<string, Gain>;
  /** What took the place of its like in each interval, with all that this had held: the innermost ones. */
  readonly successors?: readonly Successor[];
  /** By interval, what more all that took the place of its like holds; none of it need be a successor's. */
  readonly takenBytes?: readonly number[];
}

/**
 * Gathers what belongs to each region of the last dominator tree, by class: how much more of it there was in each snapshot than
 * in the one before. What a successor took over is told by class itself, as {@link Successions} says.
 *
 * @param regionOf the number of each place's region, from 1; 0 for places of none
 * @param starts the place that each region begins at, by number
 * @param general the region of what holds everything, which gains what V8 made by running functions; nothing else does
 */
export function gainsOf(
  snapshot: HeapSnapshot,
  growth: Growth,
  regionOf: Uint32Array,
  starts: readonly number[],
  general?: number,
): Gained[] {
  const successions = new Successions(snapshot);
  const gathered = (): Gained[] => gather(snapshot, growth, regionOf, starts, successions, general);
  let regions = gathered();
  const outer = regions;
  while (successions.add(regions)) regions = gathered();
  return regions.map((gained, region) => {
    const candidates = successions.of(region);
    if (candidates === undefined) return outer[region]!;
    const isTaken = ({ name }: Gain): boolean => successions.has(region, { words: name }, 0);
    const all = [...outer[region]!.gains.values()];
    const taken = all.filter(isTaken);
    const rest = new Map(all.filter((gain) => !isTaken(gain)).map((gain) => [gain.name, gain]));
    const inner = [...gained.gains.values()].map((gain) => {
      const other = rest.get(gain.name);
      return other === undefined ? gain : withoutPart(gain, other);
    });
    const gains = hasGrown({ gains: new Map(inner.map((gain) => [gain.name, gain])) }) ? inner : taken;
    const bytes = growth.own.map((_, at) => taken.reduce((sum, gain) => sum + gain.bytes[at]!, 0));
    const successors = successorsOf(snapshot, growth, candidates, bytes, gains);
    return { gains: rest, successors, takenBytes: bytes };
  });
}

/** Whether there was more of anything after each interval. */
function hasGrown({ gains }: Gained): boolean {
  return [...gains.values()].some((gain) => steadyBytes(gain) > 0 && gain.counts.every((count) => count > 0));
}

function gather(
  snapshot: HeapSnapshot,
  growth: Growth,
  regionOf: Uint32Array,
  starts: readonly number[],
  successions: Successions,
  general: number | undefined,
): Gained[] {
  const regions = starts.map((): Gained => ({ gains: new Map() }));
  const { layers, intervals, isOld, livesOn, isWarmUp } = growth;
  const { order, places } = snapshot.tree;
  const wordsIn = earlierWords(growth, places);
  const roots = new Set(starts.map((place) => order[place]!));
  const isAnchored = (node: number): boolean => isOld(node) || roots.has(node);
  const last = growth.anchorsOf(intervals, isAnchored);
  for (const [number, layer] of layers.entries()) {
    const isLast = number === intervals;
    const isWanted = (anchor: number): boolean => regionOf[anchor] !== 0;
    const anchors = isLast ? last : growth.anchorsOf(number, isAnchored, last);
    const isPassed = (anchor: number, kind: number, depth: number): boolean =>
      successions.has(regionOf[anchor]!, layer.kinds[kind]!, depth);
    eachBelonging(layer, anchors, isWanted, isPassed, ({ index, kind, anchor, bytes }) => {
      const region = regionOf[anchor]!;
      const words = isLast ? layer.kinds[kind]!.words : wordsIn(layer, index, kind);
      // What code mentions, unlike code, would look like the program's.
      const isTold = general !== undefined && isStructural(layer.kinds[kind]!);
      const gainIn = (interval: number): Gain | undefined => {
        if (!isWarmUp(number, index, interval)) return gainOf(regions[region]!.gains, words, intervals);
        return isTold ? gainOf(regions[general]!.gains, words, intervals) : undefined;
      };
      // More in this snapshot is growth in the interval that it ends, and less in the one that it begins.
      const ended = number > 0 ? gainIn(number - 1) : undefined;
      if (ended !== undefined) {
        ended.counts[number - 1]! += 1;
        ended.bytes[number - 1]! += bytes;
      }
      if (!isLast) {
        const begun = gainIn(number);
        if (begun === undefined) return;
        begun.counts[number]! -= 1;
        begun.bytes[number]! -= bytes;
        if (!livesOn(layer.idOf(index), number)) {
          begun.diedCounts[number]! += 1;
          begun.diedBytes[number]! += bytes;
        }
        return;
      }
      if (ended === undefined) return;
      const gain = ended;
      const node = order[index + 1]!;
      gain.samples.push(node);
      gain.sampleBytes.push(bytes);
      const between = visibleBetween(snapshot, anchor, starts[region]!);
      if (between !== undefined) gain.between.push(between);
    });
  }
  const isNamedIn = layers.map(({ kinds }) => new Set(kinds.map(({ words }) => words)));
  for (const { gains } of regions) {
    limitPlainObjects(gains, (name, interval) => name !== 'Object' && isNamedIn[interval]!.has(name));
  }
  return regions;
}

/**
 * What tells plain objects apart is what many have in common, which differs from snapshot to snapshot: what is in the last one
 * is called as it is there.
 */
function earlierWords({ nodeOf, layers }: Growth, places: Uint32Array) {
  const last = layers.at(-1)!;
  return (layer: Layer, index: number, kind: number): string => {
    const { words } = layer.kinds[kind]!;
    if (words !== 'Object' && !words.startsWith('{')) return words;
    const node = nodeOf(layer.idOf(index));
    return node < 0 ? words : last.kinds[last.kindOf(places[node]! - 1)]!.words;
  };
}

/** The nearest object of the program at or above a place and below another one. */
function visibleBetween(snapshot: HeapSnapshot, place: number, start: number): number | undefined {
  const { order, dominators } = snapshot.tree;
  for (let at = place; at !== start && at !== 1; at = dominators[at]!) {
    if (isVisible(snapshot, order[at]!)) return order[at]!;
  }
  return undefined;
}

/**
 * Plain objects are told apart by what many of them have in common, which differs from snapshot to snapshot: no such class
 * gained more than all plain objects together, unless those that have died since were told apart as well.
 *
 * @param isNamed whether a class is told apart in the snapshot that an interval begins with
 */
function limitPlainObjects(
  gains: Map<string, Gain>,
  isNamed: (name: string, interval: number) => boolean,
): void {
  const plain = [...gains.values()].filter(({ name }) => name === 'Object' || name.startsWith('{'));
  for (const field of ['counts', 'bytes'] as const) {
    const sums = plain.reduce<number[]>(
      (sum, gain) => gain[field].map((part, at) => part + (sum[at] ?? 0)),
      [],
    );
    for (const gain of plain) {
      for (const [at, sum] of sums.entries()) {
        if (!isNamed(gain.name, at)) gain[field][at] = Math.min(gain[field][at]!, sum);
      }
    }
  }
}

/** Bytes of a gain that went on. */
export function steadyBytes({ bytes }: Gain): number {
  return steadySum(bytes);
}

/** The gain of a class, which is begun where there is none. */
export function gainOf(gains: Map<string, Gain>, name: string, intervals: number): Gain {
  let gain = gains.get(name);
  if (gain === undefined) {
    const zeros = (): number[] => Array.from({ length: intervals }, () => 0);
    const died = { diedCounts: zeros(), diedBytes: zeros() };
    gain = { name, counts: zeros(), bytes: zeros(), ...died, samples: [], sampleBytes: [], between: [] };
    gains.set(name, gain);
  }
  return gain;
}

/** Two gains of a class together. */
export function sumOf(left: Gain, right: Gain): Gain {
  const add = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, index) => value + b[index]!);
  return {
    name: left.name,
    counts: add(left.counts, right.counts),
    bytes: add(left.bytes, right.bytes),
    diedCounts: add(left.diedCounts, right.diedCounts),
    diedBytes: add(left.diedBytes, right.diedBytes),
    samples: [...left.samples, ...right.samples],
    sampleBytes: [...left.sampleBytes, ...right.sampleBytes],
    between: [...left.between, ...right.between],
  };
}

/** Adds what was gained elsewhere. */
export function addGains(to: Gained, from: Pick<Successor, 'gains'>): void {
  for (const gain of from.gains.values()) {
    const present = to.gains.get(gain.name);
    to.gains.set(gain.name, present === undefined ? gain : sumOf(present, gain));
  }
}

/** All that was gained, what successors have included. */
export function withSuccessors(gained: Gained): Gained {
  for (const successor of gained.successors ?? []) addGains(gained, successor);
  return gained;
}
