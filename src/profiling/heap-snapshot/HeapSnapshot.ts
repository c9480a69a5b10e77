import { scratchWords } from './allocateGraph.ts';
import { type ClassTally, classHistogram } from './classHistogram.ts';
import { DominatorTree } from './DominatorTree.ts';
import { spreadDetachment } from './detachment.ts';
import { distancesOf } from './distances.ts';
import { ObjectClasses } from './ObjectClasses.ts';
import { markPageOwned } from './pageOwnership.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { transferShallowSizes } from './shallowSizes.ts';
import { WeakMapEdges } from './WeakMapEdges.ts';

/** A heap snapshot, analysed: who keeps whom alive, how much, and of what class. */
export class HeapSnapshot {
  readonly graph: SnapshotGraph;
  readonly tree: DominatorTree;
  /** Steps from the program's roots to each node: see {@link distancesOf}. */
  readonly distances: Uint32Array;
  readonly classes: ObjectClasses;
  /** By falling retained size. */
  readonly histogram: readonly ClassTally[];

  /** @param graph as it was read; its sizes are changed, its work space is used up */
  constructor(graph: SnapshotGraph) {
    this.graph = graph;
    spreadDetachment(graph);
    markPageOwned(graph);
    transferShallowSizes(graph);
    const weakMapEdges = new WeakMapEdges(graph);
    this.tree = new DominatorTree(graph, weakMapEdges);
    this.distances = distancesOf(graph, weakMapEdges);
    this.classes = new ObjectClasses(graph, scratchWords(graph.space, graph.nodeCount).classOf);
    this.histogram = classHistogram(graph, this.classes, this.tree);
  }

  /** Bytes of all nodes: what V8 and the native parts that it knows of hold. */
  get totalBytes(): number {
    return this.tree.retainedSizes[this.graph.root]!;
  }

  /** The node with this id; `undefined` where there is none. */
  nodeWithId(id: number): number | undefined {
    const node = this.graph.nodes.ids.indexOf(id);
    return node < 0 ? undefined : node;
  }
}
