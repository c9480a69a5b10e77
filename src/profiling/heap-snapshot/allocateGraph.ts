import type { EdgeColumns, NodeColumns, SnapshotKernel } from './kernel/SnapshotKernel.ts';
import type { SnapshotFormat } from './SnapshotFormat.ts';
import type { SnapshotGraph, WorkSpace } from './SnapshotGraph.ts';

/** What a snapshot of this size is read into, and analysed in. */
export interface AllocatedGraph {
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly space: WorkSpace;
}

const bytesPerNode = 2 + 2 / 8 + 4 * 4 + 7 * 4;
const bytesPerEdge = 9 + 1 / 8;
/** Array ends are rounded up. */
const slackBytes = 4096;

/** At least as many as {@link scratchWords} takes later. */
function predecessorWords(nodeCount: number, edgeCount: number): number {
  return Math.max(edgeCount, 4 * nodeCount + 3);
}

/** Bytes that {@link allocateGraph} takes. Memory that is not written to is not resident, but counts as address space. */
function graphBytes({ nodeCount, edgeCount }: SnapshotFormat): number {
  const predecessorBytes = 4 * predecessorWords(nodeCount, edgeCount);
  return Math.ceil(nodeCount * bytesPerNode + edgeCount * bytesPerEdge) + predecessorBytes + slackBytes;
}

/** Allocates all columns at once, since a kernel's memory can only grow while nobody looks into it. */
export function allocateGraph(kernel: SnapshotKernel, format: SnapshotFormat): AllocatedGraph {
  const { nodeCount, edgeCount } = format;
  kernel.reserve(graphBytes(format));
  const nodes: NodeColumns = {
    types: kernel.bytes(nodeCount),
    names: kernel.words(nodeCount),
    ids: kernel.words(nodeCount),
    sizes: kernel.words(nodeCount),
    detachedness: kernel.bytes(format.nodeFields.detachedness < 0 ? 0 : nodeCount),
    firstEdges: kernel.words(nodeCount + 1),
  };
  const edges: EdgeColumns = {
    types: kernel.bytes(edgeCount),
    names: kernel.words(edgeCount),
    targets: kernel.words(edgeCount),
  };
  const places = nodeCount + 2;
  const pair = kernel.words(2 * places);
  return {
    nodes,
    edges,
    space: {
      semidominators: kernel.words(places),
      places: kernel.words(places),
      order: kernel.words(places),
      parents: kernel.words(places),
      next: kernel.words(places),
      firstPredecessors: pair.subarray(0, places),
      ancestors: pair.subarray(places),
      ownerStack: pair,
      retainedSizes: new Float64Array(pair.buffer, pair.byteOffset, nodeCount),
      predecessors: kernel.words(predecessorWords(nodeCount, edgeCount)),
      essential: kernel.bytes((edgeCount >>> 3) + 1),
      pageOwned: kernel.bytes((nodeCount >>> 3) + 1),
      visited: kernel.bytes((nodeCount >>> 3) + 1),
    },
  };
}

/** Words for what is done after the dominators are known, each as many as there are nodes, or a few more. */
export interface ScratchWords {
  readonly classOf: Uint32Array;
  readonly siblings: Uint32Array;
  readonly reachedBy: Uint32Array;
  readonly queue: Uint32Array;
}

/** {@link ScratchWords}, in the place of the predecessors, which nobody needs then. */
export function scratchWords({
  space: { predecessors },
  nodeCount,
}: Pick<SnapshotGraph, 'space' | 'nodeCount'>): ScratchWords {
  return {
    classOf: predecessors.subarray(0, nodeCount),
    siblings: predecessors.subarray(nodeCount, 2 * nodeCount + 1),
    reachedBy: predecessors.subarray(2 * nodeCount + 1, 3 * nodeCount + 1),
    queue: predecessors.subarray(3 * nodeCount + 1, 4 * nodeCount + 3),
  };
}
