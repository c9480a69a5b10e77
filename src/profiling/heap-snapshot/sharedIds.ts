import type { HeapSnapshot } from './HeapSnapshot.ts';
import { IdTable } from './IdTable.ts';
import type { SnapshotSummary } from './SnapshotSummary.ts';

/** Ids of objects of the program that are in two snapshots. */
export interface SharedIds {
  readonly shared: number;
  /** Those of them whose objects are of the same class in both. */
  readonly alike: number;
}

/** Counts the objects that two snapshots seem to share: whether they do, `alike` tells. */
export function sharedIds(before: Pick<SnapshotSummary, 'ids' | 'kinds'>, after: HeapSnapshot): SharedIds {
  const { graph, classes } = after;
  const present = new IdTable(graph.nodes.ids);
  const namesBefore = before.kinds.classes.map(({ name }) => name);
  const namesAfter = classes.classes.map(({ name }) => name);
  let shared = 0;
  let alike = 0;
  for (const [index, id] of before.ids.entries()) {
    // Even ids are of what lies outside of the heap, and the root has the same one in all processes.
    const node = id % 2 === 1 ? present.indexOf(id) : -1;
    if (node < 0 || node === graph.root) continue;
    shared++;
    const name = namesBefore[before.kinds.classOf[index]!];
    if (name === namesAfter[classes.classOf[node]!]) alike++;
  }
  return { shared, alike };
}
