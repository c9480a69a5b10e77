import type { SpreadGrowth } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible, nodeWords } from '../nodeWords.ts';
import { ProgramPaths } from '../paths/ProgramPaths.ts';
import { isSteady, type Limit, steadySum } from './accumulators.ts';
import { type Gained, gainsOf, steadyBytes, withSuccessors } from './gains.ts';
import type { Growth } from './growth.ts';
import { handleIdea } from './handleIdea.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';

/** What of the last snapshot is not accounted for yet. */
export interface Unattributed {
  readonly isLeft: (place: number) => boolean;
  readonly isGeneral: (node: number) => boolean;
  readonly limit: Limit;
  readonly thresholdBytes: number;
  /** What was gained without what is told to be no leak. */
  readonly lessHarmless: (gained: Gained) => Gained;
}

interface Places {
  readonly kind: string;
  readonly places: number[];
  readonly bytesPerInterval: number[];
  /** The place that grew most. */
  greatest: number;
  greatestBytes: number;
}

const mostGains = 3;

/** What is told of kinds of places, and where these are. */
export interface Spread {
  readonly told: readonly SpreadGrowth[];
  readonly isTold: (place: number) => boolean;
}

/** Finds what grew, after each interval, in many places of one kind, each of which is too little to be a suspect. */
export function findSpread(snapshot: HeapSnapshot, growth: Growth, left: Unattributed): Spread {
  const { tree } = snapshot;
  const holders = holderPlaces(snapshot, growth, left);
  const groups = groupsOf(snapshot, growth, holders, left);
  const regionOfHolder = new Map(
    groups.flatMap(({ places }, index) => places.map((place) => [place, index + 1] as const)),
  );
  const regionOf = new Uint32Array(tree.nodeCount + 1);
  for (let place = 1; place <= tree.nodeCount; place++) {
    regionOf[place] = regionOfHolder.get(holders[place]!) ?? 0;
  }
  const starts = [0, ...groups.map(() => 1)];
  const regions = groups.length === 0 ? [] : gainsOf(snapshot, growth, regionOf, starts);
  const told = groups
    .map((group, index) => ({ group, gained: withSuccessors(regions[index + 1]!), region: index + 1 }))
    .filter(({ group, gained }) => isGrowth(group, gained));
  const paths = new ProgramPaths(
    snapshot,
    told.map(({ group }) => tree.order[group.greatest]!),
  );
  const toldRegions = new Set(told.map(({ region }) => region));
  const inWire = told
    .map(({ group, gained }): SpreadGrowth => {
      const examplePath = paths.pathTo(tree.order[group.greatest]!).text;
      const fixIdea = handleIdea(examplePath);
      return {
        kind: group.kind,
        places: group.places.length,
        bytes: steadySum(group.bytesPerInterval),
        bytesPerInterval: group.bytesPerInterval,
        grownBytes: group.bytesPerInterval.reduce((sum, part) => sum + part, 0),
        examplePath,
        gains: steadyGains(gained)
          .slice(0, mostGains)
          .map(({ name, counts, bytes }) => ({
            name,
            counts,
            bytes: bytes.reduce((sum, part) => sum + part, 0),
            place: undefined,
          })),
        ...(fixIdea !== undefined && { fixIdea }),
      };
    })
    .sort((a, b) => b.bytes - a.bytes);
  return { told: inWire, isTold: (place) => toldRegions.has(regionOf[place]!) };
}

/** The place of the nearest object of the program that was there all the time, at or above each; 0 where there is none. */
export function holderPlaces(
  snapshot: HeapSnapshot,
  growth: Growth,
  { isLeft, isGeneral }: Unattributed,
): Uint32Array {
  const { order, dominators, nodeCount } = snapshot.tree;
  const holders = new Uint32Array(nodeCount + 1);
  for (let place = 2; place <= nodeCount; place++) {
    const node = order[place]!;
    if (!isLeft(place) || isGeneral(node)) continue;
    const isHolder = growth.isOld(node) && isVisible(snapshot, node) && !growth.chains.isInner(place);
    holders[place] = isHolder ? place : holders[dominators[place]!]!;
  }
  return holders;
}

function groupsOf(
  snapshot: HeapSnapshot,
  growth: Growth,
  holders: Uint32Array,
  { limit, thresholdBytes }: Unattributed,
): Places[] {
  const { order, nodeCount } = snapshot.tree;
  const own = growth.own.map((bytes) => {
    const sums = new Float64Array(nodeCount + 1);
    for (let place = 2; place <= nodeCount; place++) sums[holders[place]!]! += bytes[place]!;
    return sums;
  });
  const groups = new Map<string, Places>();
  for (let place = 2; place <= nodeCount; place++) {
    if (holders[place] !== place) continue;
    const grown = own.map((bytes) => bytes[place]!);
    if (grown.some((bytes) => bytes <= 0) || !isSteady(grown)) continue;
    const bytes = limit(place, grown);
    if (bytes.some((part) => part <= 0)) continue;
    const kind = nodeWords(snapshot, order[place]!);
    const group = groups.get(kind) ?? {
      kind,
      places: [],
      bytesPerInterval: growth.own.map(() => 0),
      greatest: place,
      greatestBytes: 0,
    };
    groups.set(kind, group);
    group.places.push(place);
    for (const [interval, part] of bytes.entries()) group.bytesPerInterval[interval]! += part;
    if (steadySum(bytes) <= group.greatestBytes) continue;
    group.greatest = place;
    group.greatestBytes = steadySum(bytes);
  }
  return [...groups.values()].filter(
    ({ places, bytesPerInterval }) => places.length > 1 && steadySum(bytesPerInterval) >= thresholdBytes,
  );
}

/** Whether objects of the program, and not V8's code and shapes alone, are more after each interval than by chance. */
function isGrowth({ bytesPerInterval }: Places, gained: Gained): boolean {
  return isMoreThanTurnover(bytesPerInterval, gained.gains.values()) && steadyGains(gained).length > 0;
}

/** Most bytes first. */
function steadyGains({ gains }: Gained) {
  return [...gains.values()]
    .filter(({ name, counts }) => !/^\((?!string)/.test(name) && counts.every((count) => count > 0))
    .sort((a, b) => steadyBytes(b) - steadyBytes(a));
}
