import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { IdTable } from '../IdTable.ts';
import type { SnapshotSummary } from '../SnapshotSummary.ts';
import { type ChainPlaceOf, Chains } from './Chains.ts';
import { collectionKinds } from './collectionKinds.ts';
import { earlierLayer, type Layer, lastLayer } from './Layer.ts';
import { replacedObjects } from './replacedObjects.ts';
import { warmUpOwners } from './warmUp.ts';

/** In what {@link Growth.anchorsOf} returns: that the object is an anchor itself. */
export const isAnchor = 0x8000_0000;
/** Likewise: that the object is a link of a chain, and so belongs to its first link directly. */
export const isLink = 0x4000_0000;

/** The place in a word of {@link Growth.anchorsOf}. */
export function placeIn(anchor: number): number {
  return anchor & ~(isAnchor | isLink);
}

/**
 * What was born between snapshots, less what has died. Objects that lived through the last of two intervals are anchors,
 * known by their ids: each other object, of each snapshot, belongs to the anchor that keeps it alive. So
 * every byte of every snapshot is counted in one place, and the growth of all places adds up to that of the heap. Links of a
 * chain are no anchors: they belong to the first one, at whichever end the chain grew.
 */
export interface Growth {
  /** Intervals between snapshots. */
  readonly intervals: number;
  readonly layers: readonly Layer[];
  readonly chains: Chains;
  /**
   * The place in the last dominator tree of the anchor that each object of a snapshot belongs to, with {@link isAnchor} where the
   * object is one itself. The root is. What is no anchor, and is in the last snapshot as well, belongs where it does there.
   */
  readonly anchorsOf: (
    layer: number,
    isAnchored: (node: number) => boolean,
    last?: Uint32Array,
  ) => Uint32Array;
  /**
   * By interval, how many bytes more belong to each place of the last dominator tree, in it and in no other anchor. Of maps and
   * sets that were there all the time tables do not count: these double when they are full, which says nothing of when they were
   * filled. What {@link isWarmUp} belongs to the root.
   */
  readonly own: readonly Float64Array[];
  /** Node of the last snapshot with this id; -1 where there is none, or it need not be the same object. */
  readonly nodeOf: (id: number) => number;
  /** Whether a node of the last snapshot was there in the first one, or, of two snapshots, has replaced one that was. */
  readonly isOld: (node: number) => boolean;
  /** Whether an object with this id that was there when an interval began was there when it ended. */
  readonly livesOn: (id: number, interval: number) => boolean;
  /** Whether V8 made an object of a snapshot for one of the program that was there at both ends of an interval, as by running a function. */
  readonly isWarmUp: (layer: number, index: number, interval: number) => boolean;
  /** The interval in which an object of the last snapshot with this id was born; `undefined` if it was there before. */
  readonly bornIn: (id: number) => number | undefined;
}

/** Collections with a table that doubles. */
const keyed = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

const isKept = 1;
const isKeptAndOld = 2;

/** @param earlier in the order in which they were taken; one at least */
export function growthOf(snapshot: HeapSnapshot, earlier: readonly SnapshotSummary[]): Growth {
  const { graph, tree } = snapshot;
  const table = new IdTable(graph.nodes.ids);
  // Even ids are of what lies outside of the heap: they may be given again.
  const nodeOf = (id: number): number => (id % 2 === 1 ? table.indexOf(id) : -1);
  const life = new Uint8Array(graph.nodeCount);
  // Of two snapshots there is one interval: what was born and filled up in it grew as much as what only filled up.
  for (const id of earlier.length === 1 ? graph.nodes.ids : earlier.at(-1)!.ids) {
    const node = nodeOf(id);
    if (node >= 0) life[node] = isKept;
  }
  life[graph.root] = isKept;
  for (const id of earlier[0]!.ids) {
    const node = nodeOf(id);
    if (node >= 0 && life[node] === isKept) life[node] = isKeptAndOld;
  }
  const layers = [...earlier.map(earlierLayer), lastLayer(snapshot)];
  const isOld = (node: number): boolean => life[node] === isKeptAndOld;
  const successors =
    earlier.length > 1
      ? new Map<number, number>()
      : replacedObjects(snapshot, layers[0]!, layers[1]!, nodeOf, isOld);
  for (const node of successors.values()) life[node] = isKeptAndOld;
  const nodeIn =
    (number: number) =>
    (index: number): number =>
      (number === 0 ? successors.get(index) : undefined) ?? nodeOf(layers[number]!.idOf(index));
  const chains = new Chains(snapshot, layers.at(-1)!);
  const chainPlaces = layers.map(
    (layer, at): ChainPlaceOf =>
      at === earlier.length ? (index) => chains.topOf(index + 1) : chains.placesIn(layer, nodeOf),
  );
  const anchorsIn: Growth['anchorsOf'] = (number, isAnchored, last) =>
    anchorsOf(layers[number]!, nodeIn(number), tree.places, chainPlaces[number]!, isAnchored, last);
  const anchors = layers.map((_, number) => anchorsIn(number, (node) => life[node] !== 0));
  const first = new IdTable(earlier[0]!.ids);
  const present = [...earlier.slice(1).map(({ ids }) => new IdTable(ids)), table];
  const kindOf = collectionKinds(snapshot);
  const isTable = (place: number): boolean => keyed.has(kindOf(tree.order[place]!) ?? '');
  const owners = layers.map(warmUpOwners);
  const all = [first, ...present];
  const isWarmUp: Growth['isWarmUp'] = (number, index, interval) => {
    const owner = owners[number]![index]!;
    if (owner === 0) return false;
    const id = layers[number]!.idOf(owner - 1);
    return id % 2 === 0 || all[number === interval ? interval + 1 : interval]!.has(id);
  };
  const own = earlier.map((_, interval) => {
    const bytes = new Float64Array(graph.nodeCount + 1);
    const add = (at: number, other: number, sign: 1 | -1): void => {
      const isElsewhere = (index: number): boolean => isWarmUp(at, index, interval);
      const end = { layer: layers[at]!, anchors: anchors[at]!, other: all[other]!, sign, isElsewhere };
      addSizes(bytes, isTable, end);
    };
    add(interval, interval + 1, -1);
    add(interval + 1, interval, 1);
    return bytes;
  });
  return {
    intervals: earlier.length,
    layers,
    chains,
    anchorsOf: anchorsIn,
    own,
    nodeOf,
    isOld,
    isWarmUp,
    livesOn: (id, interval) => id % 2 === 0 || present[interval]!.has(id),
    bornIn: (id) => (first.has(id) ? undefined : present.findIndex((ids) => ids.has(id))),
  };
}

function anchorsOf(
  layer: Layer,
  nodeAt: (index: number) => number,
  places: Uint32Array,
  chainPlaceOf: ChainPlaceOf,
  isAnchored: (node: number) => boolean,
  last: Uint32Array | undefined,
): Uint32Array {
  const anchors = new Uint32Array(layer.length);
  anchors[0] = 1 | isAnchor;
  for (let index = 1; index < layer.length; index++) {
    const node = nodeAt(index);
    const chainPlace = chainPlaceOf(index, node);
    if (chainPlace !== 0) anchors[index] = chainPlace | isLink;
    else if (node >= 0 && isAnchored(node)) anchors[index] = places[node]! | isAnchor;
    else if (node >= 0 && last !== undefined) anchors[index] = placeIn(last[places[node]! - 1]!);
    else anchors[index] = placeIn(anchors[layer.dominatorOf(index)]!);
  }
  return anchors;
}

/** One end of an interval, and the ids of what was there at the other one. */
interface IntervalEnd {
  readonly layer: Layer;
  readonly anchors: Uint32Array;
  readonly other: IdTable;
  readonly sign: 1 | -1;
  /** Whether an object counts as the root's. */
  readonly isElsewhere: (index: number) => boolean;
}

function addSizes(
  bytes: Float64Array,
  isTable: (place: number) => boolean,
  { layer, anchors, other, sign, isElsewhere }: IntervalEnd,
): void {
  for (let index = 0; index < layer.length; index++) {
    const anchor = anchors[index]!;
    const place = placeIn(anchor);
    if ((anchor & isAnchor) !== 0 && isTable(place) && other.has(layer.idOf(index))) continue;
    bytes[isElsewhere(index) ? 1 : place]! += sign * layer.sizeOf(index);
  }
}
