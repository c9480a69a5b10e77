import type { SnapshotGraph } from './SnapshotGraph.ts';

/** How many nodes and edges are called by a string that the snapshot does not have; they are shown as `?`. */
export function missingNames({ nodes, edges, nodeCount, edgeCount, strings, format }: SnapshotGraph): number {
  const { count } = strings;
  let missing = 0;
  for (let node = 0; node < nodeCount; node++) if (nodes.names[node]! >= count) missing += 1;
  const hasNumber = format.edgeTypes.map((type) => type === 'element' || type === 'hidden');
  for (let edge = 0; edge < edgeCount; edge++) {
    if (edges.names[edge]! >= count && !hasNumber[edges.types[edge]!]) missing += 1;
  }
  return missing;
}
