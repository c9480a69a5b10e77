import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { sourceOf } from '../sourceOf.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

/** The key of the Map's entry that an edge leads to, where it is a text: it stands in the table, in the word before the value. */
export function mapKeyOf(graph: SnapshotGraph, names: ObjectEdges, edge: number): string | undefined {
  const { nodes, edges } = graph;
  const table = sourceOf(nodes, edge);
  const key = names.child(table, String(Number(names.nameOf(edge)) - 1));
  return key !== undefined && graph.typeOf(key) === 'string' && key !== edges.targets[edge]
    ? graph.nameOf(key)
    : undefined;
}

/** Whether the edge of a Map's table leads to a value, which follows its key there. A key that is a number leaves no edge. */
export function isMapValue(graph: SnapshotGraph, names: ObjectEdges, edge: number): boolean {
  const table = sourceOf(graph.nodes, edge);
  const at = Number(names.nameOf(edge));
  return names.child(table, String(at - 1)) !== undefined || names.child(table, String(at + 1)) === undefined;
}
