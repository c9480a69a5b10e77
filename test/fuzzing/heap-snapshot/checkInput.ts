import { strict as assert } from 'node:assert';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { holdersOf } from '../../../src/profiling/heap-snapshot/holdersOf.ts';
import { ScriptKernel } from '../../../src/profiling/heap-snapshot/kernel/ScriptKernel.ts';
import type { SnapshotKernel } from '../../../src/profiling/heap-snapshot/kernel/SnapshotKernel.ts';
import { WebAssemblyKernel } from '../../../src/profiling/heap-snapshot/kernel/WebAssemblyKernel.ts';
import type { SnapshotGraph } from '../../../src/profiling/heap-snapshot/SnapshotGraph.ts';
import { SnapshotReader } from '../../../src/profiling/heap-snapshot/SnapshotReader.ts';
import { type SnapshotSummary, summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { snapshotDiff } from '../../../src/profiling/heap-snapshot/snapshotDiff.ts';
import { findSuspects } from '../../../src/profiling/heap-snapshot/suspects/findSuspects.ts';
import { windowBytesFor } from '../../../src/profiling/heap-snapshot/windowSizes.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { FuzzInput } from '../FuzzSurface.ts';
import { checkColumns } from './checkColumns.ts';

const largestPiece = 2048;
const kernels: readonly (() => SnapshotKernel)[] = [
  () => new ScriptKernel(windowBytesFor(largestPiece)),
  () => new WebAssemblyKernel(windowBytesFor(largestPiece)),
];

/**
 * Reads and analyses the bytes with both kernels. The outcome must be the same, and be either an `INVALID_SNAPSHOT` or a
 * result that agrees with itself and with what JSON says of the bytes.
 *
 * @returns whether they were a snapshot
 * @throws whatever was found to be wrong
 */
export function checkInput({ bytes, pieces }: FuzzInput): boolean {
  const [script, assembly] = kernels.map((kernel) => outcomeOf(bytes, pieces, kernel()));
  if (typeof script === 'string' || typeof assembly === 'string') {
    // Of two faults in one record, of which one is a number that is too large, each may tell another one.
    const isAboutSize = [script, assembly].every((told) => typeof told === 'string');
    if (!isAboutSize || !/is a larger one/.test(`${script}${assembly}`))
      assert.equal(told(assembly), told(script));
    return false;
  }
  assert.deepEqual(assembly, script);
  return true;
}

function told(outcome: unknown): unknown {
  return typeof outcome === 'string' ? outcome : 'a result';
}

/** The message of the error, or what was found. */
function outcomeOf(bytes: Uint8Array, pieces: readonly number[], kernel: SnapshotKernel): string | object {
  try {
    const graph = graphOf(bytes, pieces, kernel);
    checkColumns(bytes, graph);
    return analysisOf(graph, summaryOf(graphOf(bytes, [largestPiece], kernels[0]!())));
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'INVALID_SNAPSHOT') return error.message;
    throw error;
  }
}

function graphOf(bytes: Uint8Array, pieces: readonly number[], kernel: SnapshotKernel): SnapshotGraph {
  const reader = new SnapshotReader({ kernel, sizeBytes: bytes.length });
  for (let from = 0, piece = 0; from < bytes.length; piece++) {
    const length = pieces[piece % pieces.length]!;
    reader.push(bytes.subarray(from, from + length));
    from += length;
  }
  return reader.end();
}

/** The same without what has a greater id: its objects get one that stands for nothing. */
function withoutYoung(summary: SnapshotSummary, greatestId: number): SnapshotSummary {
  const sizes = summary.sizes.map((size, index) => (summary.ids[index]! > greatestId ? 0 : size));
  const ids = summary.ids.map((id) => (id > greatestId ? 0 : id));
  return { ...summary, ids, sizes, greatestId, totalBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function analysisOf(graph: SnapshotGraph, before: SnapshotSummary): object {
  const sizes = Array.from({ length: graph.nodeCount }, (_, node) => graph.sizeOf(node));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const snapshot = new HeapSnapshot(graph);
  const { tree, histogram } = snapshot;
  const isTotal = (bytes: number): boolean => Math.abs(bytes - total) <= total * 1e-12;
  assert.ok(isTotal(snapshot.totalBytes), 'the root retains everything');
  const nodes = sizes.map((_, node) => node);
  for (const node of nodes) {
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
  return {
    retained: [...tree.retainedSizes],
    dominators: nodes.map((node) => tree.dominatorOf(node)),
    distances: [...snapshot.distances],
    histogram,
    suspects,
    holders: nodes.slice(0, 20).map((node) => holdersOf(snapshot, node)),
    changes: snapshotDiff(before, snapshot),
  };
}
