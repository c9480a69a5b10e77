import type { SuspectReport } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { modulePlace } from '../paths/nodeObjects.ts';
import type { SnapshotSummary } from '../SnapshotSummary.ts';
import { Chains } from './Chains.ts';
import { findGrowth } from './findGrowth.ts';
import { generalNodes, holderAbove } from './generalNodes.ts';
import { heldIn } from './heldIn.ts';
import { hoards } from './hoards.ts';
import { lastLayer } from './Layer.ts';
import { SuspectCases } from './SuspectCases.ts';
import { SuspectTeller } from './SuspectTeller.ts';

/** Nothing smaller is a suspect, whatever its share. */
const leastBytes = 64 * 1024;
/** Of the heap, where there is one snapshot and so nothing else to go by. */
const leastShareOfHeap = 0.1;

/**
 * Finds the objects in which memory accumulates. With earlier snapshots of the same process: those that grew in each interval,
 * by what was born less what has died. With one alone: those that hold much directly, which need be no leak.
 *
 * @param earlier in the order in which they were taken; at most the last two are used
 */
export function findSuspects(
  snapshot: HeapSnapshot,
  earlier: readonly SnapshotSummary[] = [],
): SuspectReport {
  return earlier.length > 0 ? findGrowth(snapshot, earlier.slice(-2)) : findHolders(snapshot);
}

function findHolders(snapshot: HeapSnapshot): SuspectReport {
  const { tree, totalBytes } = snapshot;
  const thresholdBytes = Math.max(leastBytes, totalBytes * leastShareOfHeap);
  const last = lastLayer(snapshot);
  const chains = new Chains(snapshot, last);
  const isGeneral = generalNodes(snapshot);
  const cases = new SuspectCases();
  const found = hoards(tree, thresholdBytes, (place) => chains.isInner(place)).flatMap(({ place, bytes }) => {
    const holder = holderAbove(snapshot, place, isGeneral);
    return holder === undefined ? [] : [{ place, bytes, holder }];
  });
  const gained = heldIn(
    tree,
    last,
    chains,
    found.map(({ place }) => place),
    thresholdBytes,
  );
  for (const [index, { bytes, holder }] of found.entries()) {
    const suspect = cases.of(holder);
    suspect.bytes += bytes;
    suspect.gained.push(gained[index]!);
  }
  // Where all modules are kept is large in every program, and where nothing grew that is no finding.
  const suspects = new SuspectTeller(snapshot, chains, cases.all, totalBytes, false)
    .suspects()
    .filter(({ path }) => !modulePlace.test(path));
  return {
    snapshots: 1,
    heapBytes: [totalBytes],
    grownBytes: 0,
    steadyBytes: totalBytes,
    thresholdBytes,
    suspects,
    spread: [],
    restBytes: Math.max(0, totalBytes - suspects.reduce((sum, { bytes }) => sum + bytes, 0)),
  };
}
