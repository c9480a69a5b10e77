import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import { PathWords } from '../PathWords.ts';
import { isSteady, steadySum } from './accumulators.ts';
import type { Growth } from './growth.ts';

/** Objects that are alike: of one class, in the same field of owners of one class. */
export interface Members {
  /** The region that they are in. */
  readonly region: number;
  /** Growth of all of them, those that shrank included. */
  readonly bytesPerInterval: readonly number[];
  /** How many grew. */
  readonly grown: number;
  /** The node of the one that grew most. */
  readonly greatest: number;
}

/** Groups of members, most growth first, and the number in the list of the group that a place belongs to; -1 for none. */
export interface MemberGroups {
  readonly groups: readonly Members[];
  readonly groupOf: (place: number) => number;
}

/**
 * Finds where what grew in a region did not grow in its holder, but in objects of one kind below it, each by too little to be a
 * suspect: an array in each of the connections of a Map. All of them count, and not those alone that grew.
 *
 * @param regionOf the region of each place
 * @param starts where each region begins, by number
 * @param isSearched whether a region is of a holder
 */
export function findMembers(
  snapshot: HeapSnapshot,
  growth: Growth,
  regionOf: Uint32Array,
  starts: readonly number[],
  isSearched: (region: number) => boolean,
  thresholdBytes: number,
): MemberGroups {
  const { order, nodeCount } = snapshot.tree;
  const { members, owners } = membersBelow(snapshot, growth, regionOf, starts, isSearched);
  const own = growth.own.map((bytes) => {
    const sums = new Float64Array(nodeCount + 1);
    for (let place = 2; place <= nodeCount; place++) sums[members[place]!]! += bytes[place]!;
    return sums;
  });
  const isGrowth = ({ bytesPerInterval, grown }: Members): boolean =>
    grown > 1 && steadySum(bytesPerInterval) >= thresholdBytes && isSteady(bytesPerInterval);
  const kindOf = (place: number): number => snapshot.classes.classOf[order[place]!]!;
  const ofKind = gathered(
    members,
    own,
    (place) => `${regionOf[place]} ${kindOf(place)} ${kindOf(owners[place]!)}`,
  );
  const places = ofKind.filter((group) => isGrowth(summed(group))).flatMap((group) => group.places);
  const fields = fieldsOf(snapshot, owners, places);
  const inField = gathered(
    places,
    own,
    (place) => `${regionOf[place]} ${kindOf(place)} ${kindOf(owners[place]!)} ${fields.get(place) ?? ''}`,
  );
  const found = inField
    .map((group) => ({ places: group.places, group: summed(group) }))
    .filter(({ group }) => isGrowth(group))
    .sort((a, b) => steadySum(b.group.bytesPerInterval) - steadySum(a.group.bytesPerInterval));
  const numbers = new Map(found.flatMap((one, at) => one.places.map((place) => [place, at] as const)));
  return {
    groups: found.map(({ group }) => group),
    groupOf: (place) => numbers.get(members[place]!) ?? -1,
  };

  function summed({ places, bytesPerInterval }: Gathered): Members {
    let greatest = places[0]!;
    let grown = 0;
    for (const place of places) {
      const bytes = grownBy(place);
      if (bytes > 0) grown += 1;
      if (bytes > grownBy(greatest)) greatest = place;
    }
    return { region: regionOf[greatest]!, bytesPerInterval, grown, greatest: order[greatest]! };
  }

  function grownBy(place: number): number {
    return own.reduce((sum, bytes) => sum + bytes[place]!, 0);
  }
}

interface Gathered {
  readonly places: number[];
  readonly bytesPerInterval: number[];
}

/** Those that have places of the same key together; what did not change is left out. */
function gathered(
  members: Iterable<number>,
  own: readonly Float64Array[],
  keyOf: (place: number) => string,
): Gathered[] {
  const groups = new Map<string, Gathered>();
  for (const place of new Set(members)) {
    if (place === 0 || own.every((bytes) => bytes[place] === 0)) continue;
    const key = keyOf(place);
    let group = groups.get(key);
    if (group === undefined) {
      group = { places: [], bytesPerInterval: own.map(() => 0) };
      groups.set(key, group);
    }
    group.places.push(place);
    for (const [interval, bytes] of own.entries()) group.bytesPerInterval[interval]! += bytes[place]!;
  }
  return [...groups.values()];
}

/**
 * By place, the nearest object of the program at or above it that was there all the time, below the start of its region; and by
 * the place of each of these, that of the object of the program above it.
 */
function membersBelow(
  snapshot: HeapSnapshot,
  growth: Growth,
  regionOf: Uint32Array,
  starts: readonly number[],
  isSearched: (region: number) => boolean,
): { members: Uint32Array; owners: Uint32Array } {
  const { order, dominators, nodeCount } = snapshot.tree;
  const members = new Uint32Array(nodeCount + 1);
  const owners = new Uint32Array(nodeCount + 1);
  const visible = new Uint32Array(nodeCount + 1);
  for (let place = 2; place <= nodeCount; place++) {
    const above = dominators[place]!;
    const isObject = isVisible(snapshot, order[place]!);
    visible[place] = isObject ? place : visible[above]!;
    const region = regionOf[place]!;
    if (!isSearched(region) || starts[region] === place) continue;
    const isMember =
      isObject && growth.isOld(order[place]!) && !growth.chains.isInner(place) && visible[above] !== 0;
    if (isMember) owners[place] = visible[above]!;
    members[place] = isMember ? place : regionOf[above] === region ? members[above]! : 0;
  }
  return { members, owners };
}

/** In what field of its owner each member is, as a path says it: `.log`. */
function fieldsOf(
  { graph, tree, retainers }: HeapSnapshot,
  owners: Uint32Array,
  places: readonly number[],
): Map<number, string> {
  const words = new PathWords(graph, retainers);
  const fields = new Map<number, string>();
  const ownerOf = new Map(places.map((place) => [tree.order[place]!, tree.order[owners[place]!]!]));
  for (const owner of new Set(ownerOf.values())) {
    for (let edge = graph.nodes.firstEdges[owner]!; edge < graph.nodes.firstEdges[owner + 1]!; edge++) {
      const member = graph.edges.targets[edge]!;
      if (ownerOf.get(member) !== owner) continue;
      const place = tree.places[member]!;
      if (!fields.has(place)) fields.set(place, words.step(edge).masked);
    }
  }
  return fields;
}
