import type { SnapshotGraph } from '../SnapshotGraph.ts';
import { sourceOf } from '../sourceOf.ts';
import type { ObjectEdges } from './ObjectEdges.ts';

const longestKey = 40;
/** A text that was put together of more parts is no key that a reader needs whole. */
const mostParts = 100;
/** How a snapshot without numeric values has any number. */
const unknownNumber = 'heap number';

/** The key of the Map's entry that an edge leads to, where it is a text: it stands in the table, in the word before the value. */
export function mapKeyOf(graph: SnapshotGraph, names: ObjectEdges, edge: number): string | undefined {
  const key = keyBefore(graph, names, edge);
  return key === undefined ? undefined : textOf(graph, names, key);
}

/** The same as code has it, cut where it is long; of a symbol or a number, too, where the snapshot holds what it is. */
export function mapKeyInCode(graph: SnapshotGraph, names: ObjectEdges, edge: number): string | undefined {
  const key = keyBefore(graph, names, edge);
  if (key === undefined) return undefined;
  const type = graph.typeOf(key);
  if (type === 'number' && graph.nameOf(key) !== unknownNumber) return graph.nameOf(key);
  const name = type === 'symbol' ? names.child(key, 'name') : key;
  const text = name === undefined ? undefined : textOf(graph, names, name);
  if (text === undefined) return undefined;
  const short = text.length > longestKey ? `${text.slice(0, longestKey)}…` : text;
  return type === 'symbol' ? `Symbol(${short})` : JSON.stringify(short);
}

/** Whether the edge of a Map's table leads to a value, which follows its key there. A key that is a number leaves no edge. */
export function isMapValue(graph: SnapshotGraph, names: ObjectEdges, edge: number): boolean {
  const table = sourceOf(graph.nodes, edge);
  const at = Number(names.nameOf(edge));
  return names.child(table, String(at - 1)) !== undefined || names.child(table, String(at + 1)) === undefined;
}

function keyBefore(graph: SnapshotGraph, names: ObjectEdges, edge: number): number | undefined {
  const { nodes, edges } = graph;
  const key = names.child(sourceOf(nodes, edge), String(Number(names.nameOf(edge)) - 1));
  return key === edges.targets[edge] ? undefined : key;
}

/** A text in the heap, put together where it is in parts; `undefined` for what is none, or a part of another one. */
export function textOf(graph: SnapshotGraph, names: ObjectEdges, node: number): string | undefined {
  let text = '';
  const parts = [node];
  for (let count = 0; count < mostParts; count++) {
    const part = parts.pop();
    if (part === undefined) return text;
    const type = graph.typeOf(part);
    if (type === 'string') text += graph.nameOf(part);
    else {
      const [first, second] = [names.child(part, 'first'), names.child(part, 'second')];
      if (type !== 'concatenated string' || first === undefined || second === undefined) return undefined;
      parts.push(second, first);
    }
  }
  return parts.length === 0 ? text : undefined;
}
