import type { EdgeColumns, NodeColumns, SnapshotKernel } from './kernel/SnapshotKernel.ts';
import type { SnapshotFormat } from './SnapshotFormat.ts';
import type { WorkSpace } from './SnapshotGraph.ts';

/** What a snapshot of this size is read into, and analysed in. */
export interface AllocatedGraph {
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly space: WorkSpace;
}

const bytesPerNode = 3 + 4 * 4 + 7 * 4;
const bytesPerEdge = 9 + 4 + 1 / 8;
/** Array ends are rounded up. */
const slackBytes = 4096;

/** Bytes that {@link allocateGraph} takes. Memory that is not written to is not resident, but counts as address space. */
function graphBytes({ nodeCount, edgeCount }: SnapshotFormat): number {
  return Math.ceil(nodeCount * bytesPerNode + edgeCount * bytesPerEdge) + slackBytes;
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
      inDegrees: kernel.words(places),
      places: kernel.words(places),
      order: kernel.words(places),
      parents: kernel.words(places),
      next: kernel.words(places),
      firstPredecessors: pair.subarray(0, places),
      ancestors: pair.subarray(places),
      ownerStack: pair,
      retainedSizes: new Float64Array(pair.buffer, pair.byteOffset, nodeCount),
      predecessors: kernel.words(edgeCount),
      essential: kernel.bytes((edgeCount >>> 3) + 1),
      pageOwned: kernel.bytes(nodeCount),
    },
  };
}

/** Words for what is done after the dominators are known: in the place of the predecessors, which nobody needs then. */
export function scratchWords(
  { predecessors }: WorkSpace,
  nodeCount: number,
): { readonly classOf: Uint32Array; readonly siblings: Uint32Array } {
  const words = predecessors.length > 2 * nodeCount ? predecessors : new Uint32Array(2 * nodeCount + 1);
  return { classOf: words.subarray(0, nodeCount), siblings: words.subarray(nodeCount, 2 * nodeCount + 1) };
}
