import type { SuspectReport } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import type { SnapshotSummary } from '../SnapshotSummary.ts';
import { accumulatorsOf } from './accumulators.ts';
import { type Gain, type Gained, gainedIn, heldIn, steadyBytes } from './gains.ts';
import { type Growth, growthOf } from './growth.ts';
import { handDown } from './handDown.ts';
import { SuspectTeller } from './SuspectTeller.ts';
import { ownersOf } from './sharedOwners.ts';

/** An object under suspicion, while its case is made up. */
export interface SuspectCase {
  readonly holder: number;
  /** Bytes of its own. */
  bytes: number;
  readonly gained: Gained[];
  /** What it shares with other holders. */
  readonly shared: { readonly gain: Gain; readonly others: readonly number[] }[];
}

/** Nothing smaller is a suspect, whatever its share. */
const leastBytes = 64 * 1024;
const leastShareOfGrowth = 0.01;
/** Of the heap, where there is one snapshot and so nothing else to go by. */
const leastShareOfHeap = 0.1;
/** What grows by itself when code runs for the first time. */
const ownTypes = ['hidden', 'code', 'object shape', 'synthetic', 'array'];

/**
 * Finds the objects in which memory accumulates. With earlier snapshots of the same process: those that grew, in each interval,
 * and of which nothing young died. With one alone: those that hold much directly, which need be no leak.
 *
 * @param earlier in the order in which they were taken; at most the last two are used
 */
export function findSuspects(
  snapshot: HeapSnapshot,
  earlier: readonly Pick<SnapshotSummary, 'greatestId' | 'totalBytes'>[] = [],
): SuspectReport {
  const { tree } = snapshot;
  const growth =
    earlier.length > 0
      ? growthOf(
          snapshot,
          earlier.map(({ greatestId }) => greatestId),
        )
      : undefined;
  const { order, retainedSizes } = tree;
  const columns = growth
    ? growth.bytes.map((bytes) => (place: number) => bytes[place]!)
    : [(place: number) => retainedSizes[order[place]!]!];
  // What there is at most: the threshold must be known before what there is.
  const most = Math.min(...columns.map((column) => column(1))) * columns.length;
  const thresholdBytes = Math.max(leastBytes, most * (growth ? leastShareOfGrowth : leastShareOfHeap));
  const children = tree.children();
  const accumulation = accumulatorsOf(children, columns, thresholdBytes);
  const { accumulators: found, totalBytes: total, isApart } = accumulation;
  const isGeneral = generalNodes(snapshot);
  const cases = new Map<number, SuspectCase>();
  const general: Gained[] = [];
  for (const { place, bytes } of found) {
    const gained = growth
      ? gainedIn(snapshot, growth, children, place, isApart)
      : heldIn(snapshot, children, place, isApart);
    const holder = holderAbove(snapshot, place, isGeneral);
    if (holder === undefined) general.push(gained);
    else {
      const suspect = caseOf(cases, holder);
      suspect.bytes += bytes;
      suspect.gained.push(gained);
    }
  }
  let sharedBytes = 0;
  if (growth) {
    sharedBytes = addShared(snapshot, growth, general, cases, thresholdBytes, isGeneral);
    sharedBytes += handDown(snapshot, growth, cases, thresholdBytes, isGeneral);
  }
  const teller = new SuspectTeller(snapshot, [...cases.values()], total, growth !== undefined);
  const ownBytes = [...cases.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    snapshots: earlier.length + 1,
    heapBytes: [...earlier.map(({ totalBytes }) => totalBytes), snapshot.totalBytes],
    grownBytes: growth ? growth.bytes.reduce((sum, column) => sum + column[1]!, 0) : 0,
    steadyBytes: growth ? total : snapshot.totalBytes,
    thresholdBytes,
    suspects: teller.suspects(),
    restBytes: Math.max(0, total - ownBytes - sharedBytes),
  };
}

/** Attributes what nobody holds alone to those who hold it together; returns its bytes. */
function addShared(
  snapshot: HeapSnapshot,
  growth: Growth,
  general: readonly Gained[],
  cases: Map<number, SuspectCase>,
  thresholdBytes: number,
  isGeneral: (node: number) => boolean,
): number {
  let sum = 0;
  for (const gain of general.flatMap(({ gains }) => [...gains.values()])) {
    const bytes = steadyBytes(gain);
    const [sample] = gain.samples;
    if (bytes < thresholdBytes || sample === undefined || ownTypes.includes(snapshot.graph.typeOf(sample)))
      continue;
    const known = new Set(cases.keys());
    const owners = ownersOf(snapshot, growth, gain.samples, isGeneral, known);
    const suspects = owners.filter((owner) => known.has(owner));
    // Who grows besides is to blame; where nobody does, who holds most.
    const blamed = suspects.length > 0 ? suspects : owners.slice(0, 1);
    for (const owner of blamed) {
      caseOf(cases, owner).shared.push({ gain, others: owners.filter((other) => other !== owner) });
    }
    if (blamed.length > 0) sum += bytes;
  }
  return sum;
}

function caseOf(cases: Map<number, SuspectCase>, holder: number): SuspectCase {
  let suspect = cases.get(holder);
  if (suspect === undefined) {
    suspect = { holder, bytes: 0, gained: [], shared: [] };
    cases.set(holder, suspect);
  }
  return suspect;
}

/** The nearest object of the program at or above a place; `undefined` where that is one which holds everything. */
function holderAbove(
  snapshot: HeapSnapshot,
  place: number,
  isGeneral: (node: number) => boolean,
): number | undefined {
  const { order, dominators } = snapshot.tree;
  let at = place;
  while (!isGeneral(order[at]!) && !isVisible(snapshot, order[at]!)) at = dominators[at]!;
  return isGeneral(order[at]!) ? undefined : order[at]!;
}

/** The root, what V8 makes up, and the global objects. */
function generalNodes({ graph }: HeapSnapshot): (node: number) => boolean {
  const { root, nodes, edges, edgeKinds } = graph;
  const synthetic = graph.nodeType('synthetic');
  const globals = new Set<number>();
  for (let edge = nodes.firstEdges[root]!; edge < nodes.firstEdges[root + 1]!; edge++) {
    if (edges.types[edge] === edgeKinds.shortcut) globals.add(edges.targets[edge]!);
  }
  return (node) => node === root || nodes.types[node] === synthetic || globals.has(node);
}
