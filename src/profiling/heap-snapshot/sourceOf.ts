import type { NodeColumns } from './kernel/SnapshotKernel.ts';

/** The node that an edge comes from. */
export function sourceOf({ firstEdges }: NodeColumns, edge: number): number {
  let low = 0;
  let high = firstEdges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdges[middle]! <= edge) low = middle;
    else high = middle - 1;
  }
  return low;
}
