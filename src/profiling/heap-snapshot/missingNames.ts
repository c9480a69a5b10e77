import type { SnapshotGraph } from './SnapshotGraph.ts';

/** How many nodes and edges are called by a string that the snapshot does not have; they are shown as `?`. */
export function missingNames({
  nodes,
  edges,
  nodeCount,
  edgeCount,
  strings,
  format,
  kernel,
}: SnapshotGraph): number {
  const { count } = strings;
  let missing = 0;
  for (let node = 0; node < nodeCount; node++) if (nodes.names[node]! >= count) missing += 1;
  // What elements of arrays and V8's own tables have in the place of a name is a number.
  let numbered = 0;
  for (const type of ['element', 'hidden'].map((name) => format.edgeTypes.indexOf(name))) {
    if (type >= 0 && type < 32) numbered |= 1 << type;
  }
  const next = (from: number): number => kernel.nextMissing(from, edges, count, numbered);
  for (let edge = next(0); edge < edgeCount; edge = next(edge + 1)) missing += 1;
  return missing;
}
