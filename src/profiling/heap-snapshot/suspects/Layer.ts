import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { type ObjectKind, ObjectKinds } from '../ObjectKinds.ts';
import type { SnapshotSummary } from '../SnapshotSummary.ts';

/**
 * One of several snapshots of a process: its objects by index, those that keep others alive before these. The last snapshot's
 * are in the order of its dominator tree: place less one.
 */
export interface Layer {
  readonly length: number;
  readonly idOf: (index: number) => number;
  readonly sizeOf: (index: number) => number;
  /** The nearest object without which it would go; the root's is itself. */
  readonly dominatorOf: (index: number) => number;
  readonly kinds: readonly ObjectKind[];
  readonly kindOf: (index: number) => number;
}

/** An earlier snapshot. */
export function earlierLayer({ ids, sizes, dominators, kinds }: SnapshotSummary): Layer {
  return {
    length: ids.length,
    idOf: (index) => ids[index]!,
    sizeOf: (index) => sizes[index]!,
    dominatorOf: (index) => dominators[index]!,
    kinds: kinds.classes,
    kindOf: (index) => kinds.classOf[index]!,
  };
}

/** The last one. */
export function lastLayer({ graph, tree, classes }: HeapSnapshot): Layer {
  const { order, dominators } = tree;
  const { ids } = graph.nodes;
  const kinds = new ObjectKinds(graph, classes);
  return {
    length: graph.nodeCount,
    idOf: (index) => ids[order[index + 1]!]!,
    sizeOf: (index) => graph.sizeOf(order[index + 1]!),
    dominatorOf: (index) => (index === 0 ? 0 : dominators[index + 1]! - 1),
    kinds: kinds.classes,
    kindOf: (index) => kinds.of(order[index + 1]!),
  };
}
