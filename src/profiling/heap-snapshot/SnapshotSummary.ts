import { DominatorTree } from './DominatorTree.ts';
import { spreadDetachment } from './detachment.ts';
import { greatestIdOf } from './misplacedSnapshot.ts';
import { ObjectClasses } from './ObjectClasses.ts';
import { type ObjectKind, ObjectKinds } from './ObjectKinds.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { transferShallowSizes } from './shallowSizes.ts';
import { WeakMapEdges } from './WeakMapEdges.ts';

/**
 * What a later snapshot is compared with: the objects of an earlier one, and who keeps them alive. An object is known by its
 * index, those that keep others alive before these: `dominators[index] < index`, but for the root, whose index is 0.
 */
export interface SnapshotSummary {
  readonly totalBytes: number;
  readonly ids: Uint32Array;
  /** Bytes of each object itself. */
  readonly sizes: Float64Array;
  /** Index of the nearest object without which each would go. */
  readonly dominators: Uint32Array;
  readonly kinds: { readonly classes: readonly ObjectKind[]; readonly classOf: Uint32Array };
  /** The greatest id of an object of the program: what has a greater one was born later. */
  readonly greatestId: number;
}

/** Sums up a graph, which is not needed afterwards. Its arrays are copied, so that its memory can be freed. */
export function summaryOf(graph: SnapshotGraph): SnapshotSummary {
  spreadDetachment(graph);
  transferShallowSizes(graph);
  const { nodeCount } = graph;
  const { order, dominators: above } = new DominatorTree(graph, new WeakMapEdges(graph));
  const kinds = new ObjectKinds(graph, new ObjectClasses(graph));
  const ids = new Uint32Array(nodeCount);
  const sizes = new Float64Array(nodeCount);
  const dominators = new Uint32Array(nodeCount);
  const classOf = new Uint32Array(nodeCount);
  let totalBytes = 0;
  for (let index = 0; index < nodeCount; index++) {
    const node = order[index + 1]!;
    ids[index] = graph.nodes.ids[node]!;
    sizes[index] = graph.sizeOf(node);
    dominators[index] = index === 0 ? 0 : above[index + 1]! - 1;
    classOf[index] = kinds.of(node);
    totalBytes += sizes[index]!;
  }
  return {
    totalBytes,
    ids,
    sizes,
    dominators,
    kinds: { classes: kinds.classes, classOf },
    greatestId: greatestIdOf(graph),
  };
}
