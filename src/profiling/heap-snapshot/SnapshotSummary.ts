import { spreadDetachment } from './detachment.ts';
import { greatestIdOf } from './misplacedSnapshot.ts';
import { ObjectClasses } from './ObjectClasses.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { transferShallowSizes } from './shallowSizes.ts';

/** What a later snapshot is compared with: the objects of an earlier one, without who holds them. */
export interface SnapshotSummary {
  readonly totalBytes: number;
  readonly ids: Uint32Array;
  /** Bytes of each object itself. */
  readonly sizes: Float64Array;
  readonly classes: ObjectClasses;
  /** The greatest id of an object of the program: what has a greater one was born later. */
  readonly greatestId: number;
}

/** Sums up a graph, which is not needed afterwards. Its arrays are copied, so that its memory can be freed. */
export function summaryOf(graph: SnapshotGraph): SnapshotSummary {
  spreadDetachment(graph);
  transferShallowSizes(graph);
  const ids = graph.nodes.ids.slice();
  const sizes = Float64Array.from(ids, (_, node) => graph.sizeOf(node));
  let totalBytes = 0;
  for (const bytes of sizes) totalBytes += bytes;
  return { totalBytes, ids, sizes, classes: new ObjectClasses(graph), greatestId: greatestIdOf(graph) };
}
