import { rootsKind, type SpreadGrowth, type SuspectGain } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { nodeWords } from '../nodeWords.ts';
import { ProgramPaths } from '../paths/ProgramPaths.ts';
import { isSteady, steadySum } from './accumulators.ts';
import { holderPlaces, type Unattributed } from './findSpread.ts';
import { type Gain, gainsOf, steadyBytes, withSuccessors } from './gains.ts';
import type { Growth } from './growth.ts';
import { handleIdea } from './handleIdea.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';

/** What is left where every suspect and every kind of place has been told. */
export interface Scattered {
  /** Classes of the program that grew in each interval, though no kind of place did. */
  readonly told: readonly SpreadGrowth[];
  /** What else grew in each interval, most bytes first. */
  readonly rest: readonly SuspectGain[];
}

const mostRest = 3;
const mostAsked = 20;

/**
 * Finds the classes that grew in each interval, wherever their objects are: each place may have grown in one interval only.
 *
 * @param isToldOf whether a class is told of elsewhere
 */
export function findScattered(
  snapshot: HeapSnapshot,
  growth: Growth,
  left: Unattributed,
  isToldOf: (name: string) => boolean,
): Scattered {
  const { tree } = snapshot;
  const regionOf = new Uint32Array(tree.nodeCount + 1);
  for (let place = 1; place <= tree.nodeCount; place++) regionOf[place] = left.isLeft(place) ? 1 : 0;
  const gained = withSuccessors(gainsOf(snapshot, growth, regionOf, [0, 1], 1)[1]!);
  const { gains } = left.lessHarmless(gained);
  const grown = [...gains.values()]
    .filter(
      (gain) => steadyBytes(gain) > 0 && gain.counts.every((count) => count > 0) && !isToldOf(gain.name),
    )
    .sort((a, b) => steadyBytes(b) - steadyBytes(a));
  const isMuch = (gain: Gain): boolean =>
    !/^\((?!string)/.test(gain.name) &&
    steadyBytes(gain) >= left.thresholdBytes &&
    isSteady(gain.bytes) &&
    isMoreThanTurnover(gain.bytes, [gain]);
  const told = grown.filter(isMuch);
  const holders = told.length === 0 ? new Uint32Array(0) : holderPlaces(snapshot, growth, left);
  return {
    told: told.map((gain) => {
      const where = whereOf(snapshot, gain, holders);
      const fixIdea = handleIdea(where.examplePath);
      return {
        ...where,
        bytes: steadyBytes(gain),
        bytesPerInterval: gain.bytes,
        grownBytes: gain.bytes.reduce((sum, part) => sum + part, 0),
        gains: [inWire(gain)],
        ...(fixIdea !== undefined && { fixIdea }),
      };
    }),
    rest: grown
      .filter((gain) => !told.includes(gain))
      .slice(0, mostRest)
      .map(inWire),
  };
}

function inWire({ name, counts, bytes }: Gain): SuspectGain {
  return { name, counts, bytes: steadySum(bytes), place: undefined };
}

/** In how many places the objects are, and of what class most of these are. */
function whereOf(
  snapshot: HeapSnapshot,
  { samples }: Gain,
  holders: Uint32Array,
): Pick<SpreadGrowth, 'kind' | 'places' | 'kindPlaces' | 'examplePath'> {
  const { order, places } = snapshot.tree;
  const byPlace = new Map<number, number[]>();
  for (const node of samples) {
    const place = holders[places[node]!]!;
    const nodes = byPlace.get(place);
    if (nodes === undefined) byPlace.set(place, [node]);
    else nodes.push(node);
  }
  const byKind = new Map<string, { place: number; nodes: readonly number[] }[]>();
  for (const [place, nodes] of byPlace) {
    const kind = place === 0 ? rootsKind : nodeWords(snapshot, order[place]!);
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [{ place, nodes }]);
    else list.push({ place, nodes });
  }
  const count = (list: readonly { readonly nodes: readonly number[] }[]): number =>
    list.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const [kind, most] = [...byKind].sort(([, a], [, b]) => count(b) - count(a))[0]!;
  const [greatest] = most.sort((a, b) => b.nodes.length - a.nodes.length);
  return {
    kind,
    places: byPlace.size,
    kindPlaces: most.length,
    examplePath:
      greatest!.place === 0
        ? usualPath(snapshot, greatest!.nodes)
        : pathTo(snapshot, order[greatest!.place]!),
  };
}

function pathTo(snapshot: HeapSnapshot, node: number): string {
  return new ProgramPaths(snapshot, [node]).pathTo(node).text;
}

/** How most of some nodes that hang at the roots are reached: the first one may be another one than the many. */
function usualPath(snapshot: HeapSnapshot, nodes: readonly number[]): string {
  const asked = nodes.slice(0, mostAsked);
  const paths = new ProgramPaths(snapshot, asked);
  const byPath = new Map<string, { text: string; count: number }>();
  for (const node of asked) {
    const { text, masked } = paths.pathTo(node);
    const way = byPath.get(masked) ?? { text, count: 0 };
    way.count += 1;
    byPath.set(masked, way);
  }
  return [...byPath.values()].sort((a, b) => b.count - a.count)[0]!.text;
}
