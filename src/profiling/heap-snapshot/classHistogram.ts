import type { DominatorTree } from './DominatorTree.ts';
import { hugeSize } from './kernel/SnapshotKernel.ts';
import type { ObjectClass, ObjectClasses } from './ObjectClasses.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';

/** The objects of one class. */
export interface ClassTally extends ObjectClass {
  /** Index of the class in `ObjectClasses.classes`. */
  readonly number: number;
  readonly count: number;
  /** Bytes of the objects themselves. */
  readonly shallowBytes: number;
  /** Bytes that they keep alive; what one of them keeps alive through another is counted once. */
  readonly retainedBytes: number;
}

/** Classes by falling retained size. As in DevTools, what has no size of its own is not counted. */
export function classHistogram(
  graph: SnapshotGraph,
  { classes, classOf }: ObjectClasses,
  tree: DominatorTree,
): ClassTally[] {
  const counts = new Uint32Array(classes.length);
  const shallow = new Float64Array(classes.length);
  const { sizes } = graph.nodes;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (sizes[node] === 0) continue;
    const number = classOf[node]!;
    counts[number]! += 1;
    shallow[number]! += sizes[node] === hugeSize ? graph.sizeOf(node) : sizes[node]!;
  }
  const retained = retainedByClass(graph, classOf, classes.length, tree);
  return classes
    .map(({ name, place }, number) => ({
      name,
      place,
      number,
      count: counts[number]!,
      shallowBytes: shallow[number]!,
      retainedBytes: retained[number]!,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.retainedBytes - a.retainedBytes || b.shallowBytes - a.shallowBytes);
}

/** Walks down the dominator tree, counting a node unless one of its class is above it. */
function retainedByClass(
  { nodes }: SnapshotGraph,
  classOf: Uint32Array,
  classCount: number,
  tree: DominatorTree,
): Float64Array {
  const { sizes } = nodes;
  const { order, dominators, retainedSizes } = tree;
  const { first: firstChild, next: sibling } = tree.children();
  const retained = new Float64Array(classCount);
  const above = new Uint32Array(classCount);
  let place = 1;
  for (;;) {
    const node = order[place]!;
    const child = firstChild[place]!;
    if (sizes[node] !== 0) {
      const number = classOf[node]!;
      if (above[number] === 0) retained[number]! += retainedSizes[node]!;
      // Most have nothing below them, which need not be told of them.
      if (child !== 0) above[number]! += 1;
    }
    if (child !== 0) {
      place = child;
      continue;
    }
    while (sibling[place] === 0) {
      if (place === 1) return retained;
      place = dominators[place]!;
      const left = order[place]!;
      if (sizes[left] !== 0) above[classOf[left]!]! -= 1;
    }
    place = sibling[place]!;
  }
}
