import type { SnapshotGraph } from './SnapshotGraph.ts';

/** The greatest id of an object of the program: what has a greater one was born later. */
export function greatestIdOf({ nodes }: Pick<SnapshotGraph, 'nodes'>): number {
  let greatest = 0;
  for (const id of nodes.ids) {
    // Even ids are of native objects, which V8 numbers otherwise.
    if (id > greatest && id % 2 === 1) greatest = id;
  }
  return greatest;
}

/**
 * Which snapshot, by its index, is older than the one before it, or of another process: ids only rise while a process lives,
 * so that an earlier snapshot has no greater ones. `undefined` where all are in their order.
 */
export function misplacedSnapshot(greatestIds: readonly number[]): number | undefined {
  const index = greatestIds.findIndex((id, at) => at > 0 && id < greatestIds[at - 1]!);
  return index < 0 ? undefined : index;
}
