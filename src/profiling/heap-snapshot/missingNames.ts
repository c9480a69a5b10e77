import type { SnapshotGraph } from './SnapshotGraph.ts';

/** How many nodes and edges are called by a string that the snapshot does not have; they are shown as `?`. */
export function missingNames({ nodes, edges, nodeCount, edgeCount, strings, format }: SnapshotGraph): number {
  const { count } = strings;
  const { names, types } = edges;
  let missing = 0;
  for (let node = 0; node < nodeCount; node++) if (nodes.names[node]! >= count) missing += 1;
  const hasNumber = Uint8Array.from({ length: 256 }, (_, type) => (hasName(format.edgeTypes[type]) ? 0 : 1));
  for (let edge = 0; edge < edgeCount; edge++) {
    if (names[edge]! >= count) missing += 1 - hasNumber[types[edge]!]!;
  }
  return missing;
}

/** What elements of arrays and V8's own tables have in the place of a name is a number. */
function hasName(type: string | undefined): boolean {
  return type !== 'element' && type !== 'hidden';
}
