import { strict as assert } from 'node:assert';
import { HeapSnapshot } from '../../../src/profiling/heap-snapshot/HeapSnapshot.ts';
import { ScriptKernel } from '../../../src/profiling/heap-snapshot/kernel/ScriptKernel.ts';
import type { SnapshotKernel } from '../../../src/profiling/heap-snapshot/kernel/SnapshotKernel.ts';
import { WebAssemblyKernel } from '../../../src/profiling/heap-snapshot/kernel/WebAssemblyKernel.ts';
import type { SnapshotGraph } from '../../../src/profiling/heap-snapshot/SnapshotGraph.ts';
import { SnapshotReader } from '../../../src/profiling/heap-snapshot/SnapshotReader.ts';
import { summaryOf } from '../../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { windowBytesFor } from '../../../src/profiling/heap-snapshot/windowSizes.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { FuzzInput } from '../FuzzSurface.ts';
import { checkAnalysis } from './checkAnalysis.ts';
import { checkColumns } from './checkColumns.ts';
import { checkSame } from './checkSame.ts';

const largestPiece = 2048;
const kernels: readonly (() => SnapshotKernel)[] = [
  () => new ScriptKernel(windowBytesFor(largestPiece)),
  () => new WebAssemblyKernel(windowBytesFor(largestPiece)),
];

/**
 * Reads the bytes and walks the graph with both kernels. The outcome must be the same, and be either an `INVALID_SNAPSHOT` or
 * a graph that agrees with what JSON says of the bytes, and of which all analyses agree with themselves. What comes after the
 * kernels is the same code for both, so that it is tried with one of them.
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
  checkSame(assembly!, script!);
  checkAnalysis(assembly!, summaryOf(graphOf(bytes, pieces, kernels[0]!())));
  return true;
}

function told(outcome: unknown): unknown {
  return typeof outcome === 'string' ? outcome : 'a result';
}

/** The message of the error, or the snapshot. */
function outcomeOf(
  bytes: Uint8Array,
  pieces: readonly number[],
  kernel: SnapshotKernel,
): string | HeapSnapshot {
  try {
    const graph = graphOf(bytes, pieces, kernel);
    checkColumns(bytes, graph);
    return new HeapSnapshot(graph);
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
