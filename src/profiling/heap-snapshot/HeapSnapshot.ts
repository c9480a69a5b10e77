import { scratchWords } from './allocateGraph.ts';
import { type ClassTally, classHistogram } from './classHistogram.ts';
import { DominatorTree } from './DominatorTree.ts';
import { spreadDetachment } from './detachment.ts';
import { ObjectClasses } from './ObjectClasses.ts';
import { RetainerTree } from './RetainerTree.ts';
import { ShortestPaths } from './ShortestPaths.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { transferShallowSizes } from './shallowSizes.ts';
import { WeakMapEdges } from './WeakMapEdges.ts';

/** What is done to a graph, one after the other, before it can be asked anything. */
export type AnalysisPhase = 'sizes' | 'dominators' | 'classes';

/** A heap snapshot, analysed: who keeps whom alive, how much, and of what class. */
export class HeapSnapshot {
  readonly graph: SnapshotGraph;
  readonly tree: DominatorTree;
  readonly classes: ObjectClasses;
  /** By falling retained size. */
  readonly histogram: readonly ClassTally[];
  readonly #weakMapEdges: WeakMapEdges;
  #paths: ShortestPaths | undefined;

  /**
   * @param graph as it was read; its sizes are changed, its work space is used up
   * @param begins told of each phase before it begins
   */
  constructor(graph: SnapshotGraph, begins: (phase: AnalysisPhase) => void = () => undefined) {
    this.graph = graph;
    begins('sizes');
    spreadDetachment(graph);
    transferShallowSizes(graph);
    begins('dominators');
    this.#weakMapEdges = new WeakMapEdges(graph);
    this.tree = new DominatorTree(graph, this.#weakMapEdges);
    begins('classes');
    this.classes = new ObjectClasses(graph, scratchWords(graph).classOf);
    this.histogram = classHistogram(graph, this.classes, this.tree);
  }

  /** Bytes of all nodes: what V8 and the native parts that it knows of hold. */
  get totalBytes(): number {
    return this.tree.retainedSizes[this.graph.root]!;
  }

  /** Steps from the program's roots to each node: see {@link ShortestPaths}. Found when somebody asks. */
  get distances(): Uint32Array {
    return this.#shortestPaths.distances;
  }

  /** Who holds what. Found when somebody asks. */
  get retainers(): RetainerTree {
    return new RetainerTree(this.graph, this.#shortestPaths);
  }

  /** The node with this id; `undefined` where there is none. */
  nodeWithId(id: number): number | undefined {
    const node = this.graph.nodes.ids.indexOf(id);
    return node < 0 ? undefined : node;
  }

  get #shortestPaths(): ShortestPaths {
    this.#paths ??= new ShortestPaths(this.graph, this.#weakMapEdges);
    return this.#paths;
  }
}
