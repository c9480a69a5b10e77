import { strict as assert } from 'node:assert';
import type { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';

/** What two kernels made of the same bytes must be the same to the last bit. */
export function checkSame(one: HeapSnapshot, other: HeapSnapshot): void {
  const right = columnsOf(other);
  for (const [index, [name, column]] of columnsOf(one).entries())
    assert.ok(bytesOf(column).equals(bytesOf(right[index]![1])), `the kernels differ in ${name}`);
  assert.deepEqual(restOf(one), restOf(other));
}

function columnsOf({ graph, tree, distances }: HeapSnapshot): [name: string, column: ArrayBufferView][] {
  const { nodeCount, nodes, edges } = graph;
  const { order, dominators, places, retainedSizes } = tree;
  return Object.entries({
    ...nodes,
    edgeTypes: edges.types,
    edgeNames: edges.names,
    targets: edges.targets,
    order: order.subarray(1, nodeCount + 1),
    dominators: dominators.subarray(1, nodeCount + 1),
    places: places.subarray(0, nodeCount),
    retainedSizes,
    distances,
  });
}

function restOf({ graph }: HeapSnapshot): object {
  const { strings, locations, nodeCount } = graph;
  return {
    texts: Array.from({ length: Math.min(strings.count, 200) }, (_, index) => strings.text(index)),
    sizes: Array.from({ length: nodeCount }, (_, node) => graph.sizeOf(node)),
    locations: [...locations],
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
