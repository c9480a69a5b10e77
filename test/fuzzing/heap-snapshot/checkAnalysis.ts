import { strict as assert } from 'node:assert';
import type { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { holdersOf } from '../../../src/profiling/heap-snapshot/holdersOf.ts';
import type { SnapshotSummary } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { snapshotDiff } from '../../../src/profiling/heap-snapshot/snapshotDiff.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';

/** Asks a snapshot everything that it can be asked; `before` is the same one as an earlier one. */
export function checkAnalysis(snapshot: HeapSnapshot, before: SnapshotSummary): void {
  const { graph, tree, histogram } = snapshot;
  const sizes = Array.from({ length: graph.nodeCount }, (_, node) => graph.sizeOf(node));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const isTotal = (bytes: number): boolean => Math.abs(bytes - total) <= total * 1e-12;
  assert.ok(isTotal(snapshot.totalBytes), 'the root retains everything');
  for (const node of sizes.keys()) {
    const dominator = tree.dominatorOf(node);
    assert.ok(node === graph.root || tree.places[dominator]! < tree.places[node]!, 'a dominator comes first');
    assert.ok(tree.retainedSizes[node]! >= graph.sizeOf(node), 'a node retains itself');
  }
  assert.ok(
    isTotal(histogram.reduce((sum, { shallowBytes }) => sum + shallowBytes, 0)),
    'classes are the whole',
  );
  const earlier = [1, 3].map((part) => withoutYoung(before, (before.greatestId * part) / 4));
  const suspects = [[], earlier.slice(1), earlier].map((some) => findSuspects(snapshot, some));
  for (const { share } of suspects.flatMap((report) => report.suspects))
    assert.ok(share > 0, 'a suspect has a share');
  for (const node of [...sizes.keys()].slice(0, 20))
    assert.equal(holdersOf(snapshot, node).id, graph.nodes.ids[node]);
  assert.deepEqual(snapshotDiff(before, snapshot), [], 'nothing changed between a snapshot and itself');
  for (const { added, addedBytes } of snapshotDiff(earlier[0]!, snapshot))
    assert.ok(
      addedBytes >= added && addedBytes <= total * (1 + 1e-12),
      'what was added is a part of the whole',
    );
}

/** The same without what has a greater id: its objects get one that stands for nothing. */
function withoutYoung(summary: SnapshotSummary, greatestId: number): SnapshotSummary {
  const sizes = summary.sizes.map((size, index) => (summary.ids[index]! > greatestId ? 0 : size));
  const ids = summary.ids.map((id) => (id > greatestId ? 0 : id));
  return { ...summary, ids, sizes, greatestId, totalBytes: sizes.reduce((sum, size) => sum + size, 0) };
}
