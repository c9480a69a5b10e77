import { strict as assert } from 'node:assert';
import type { SnapshotGraph } from '../../../src/profiling/heap-snapshot/SnapshotGraph.ts';

/** The parts of a snapshot as JSON has them. */
interface ParsedSnapshot {
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
  readonly strings: readonly unknown[];
}

/** Holds what was read of nodes, edges and strings against `JSON.parse`, where the bytes are JSON that has each section once. */
export function checkColumns(bytes: Uint8Array, graph: SnapshotGraph): void {
  const parsed = parsedOf(bytes);
  if (parsed === undefined) return;
  const { nodeFields, nodeCount } = graph.format;
  const field = (node: number, place: number): unknown => parsed.nodes[node * nodeFields.count + place];
  for (let node = 0; node < nodeCount; node++) {
    assert.equal(graph.nodes.types[node], field(node, nodeFields.type));
    assert.equal(graph.nodes.ids[node], field(node, nodeFields.id));
    assert.equal(graph.nodes.names[node], field(node, nodeFields.name));
    assert.equal(graph.sizeOf(node), field(node, nodeFields.selfSize));
  }
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const { types, names, targets } = graph.edges;
    const read = [types[edge], names[edge], targets[edge]! * nodeFields.count];
    assert.deepEqual(read, parsed.edges.slice(3 * edge, 3 * edge + 3));
  }
  const strings = parsed.strings.slice(0, 200);
  for (const [index, text] of strings.entries()) assert.equal(graph.strings.text(index), text);
}

function parsedOf(bytes: Uint8Array): ParsedSnapshot | undefined {
  const text = Buffer.from(bytes).toString();
  if (['"nodes"', '"edges"', '"strings"'].some((key) => text.indexOf(key) !== text.lastIndexOf(key)))
    return undefined;
  try {
    const { nodes, edges, strings } = JSON.parse(text) as Partial<ParsedSnapshot>;
    const isFlat = [nodes, edges, strings].every(Array.isArray);
    return isFlat ? { nodes: nodes!, edges: edges!, strings: strings! } : undefined;
  } catch {
    return undefined;
  }
}
