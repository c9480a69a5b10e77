import type { KnownName, KnownNames } from './KnownNames.ts';
import {
  type DominatorSpace,
  type EdgeColumns,
  type EdgeKinds,
  hugeSize,
  type NodeColumns,
  type SnapshotKernel,
} from './kernel/SnapshotKernel.ts';
import type { SnapshotFormat } from './SnapshotFormat.ts';
import type { StringTable } from './StringTable.ts';
import type { WeakMapNames } from './WeakMapNames.ts';
import type { WordList } from './WordList.ts';

/** What the analysis works in, allocated with the columns so that the kernel's memory grows only once. */
export interface WorkSpace extends DominatorSpace {
  /** The same words as `firstPredecessors` and `ancestors`, which are dead when it is needed. */
  readonly retainedSizes: Float64Array;
  readonly ownerStack: Uint32Array;
}

/** Parts of a {@link SnapshotGraph}. */
export interface GraphParts {
  readonly format: SnapshotFormat;
  readonly kernel: SnapshotKernel;
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly space: WorkSpace;
  readonly hugeSizes: Map<number, number>;
  readonly strings: StringTable;
  readonly knownNames: KnownNames;
  readonly weakMapNames: WeakMapNames;
  /** Records of {@link SnapshotFormat.locationFields}, one after the other. */
  readonly locations: WordList;
}

/** No type of this name: a number that no type has. */
export const noType = 256;

/** The objects of a heap and who refers to whom, as V8 wrote them. */
export class SnapshotGraph {
  readonly format: SnapshotFormat;
  readonly kernel: SnapshotKernel;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly root: number;
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly space: WorkSpace;
  readonly strings: StringTable;
  readonly knownNames: KnownNames;
  readonly weakMapNames: WeakMapNames;
  readonly locations: WordList;
  readonly edgeKinds: EdgeKinds;
  readonly #hugeSizes: Map<number, number>;

  constructor(parts: GraphParts) {
    this.format = parts.format;
    this.kernel = parts.kernel;
    this.nodeCount = parts.format.nodeCount;
    this.edgeCount = parts.format.edgeCount;
    this.root = parts.format.rootOrdinal;
    this.nodes = parts.nodes;
    this.edges = parts.edges;
    this.space = parts.space;
    this.strings = parts.strings;
    this.knownNames = parts.knownNames;
    this.weakMapNames = parts.weakMapNames;
    this.locations = parts.locations;
    this.#hugeSizes = parts.hugeSizes;
    this.edgeKinds = { weak: this.edgeType('weak'), shortcut: this.edgeType('shortcut') };
  }

  /** Number of a type of nodes; 256, which no node has, where this V8 does not know it. */
  nodeType(name: string): number {
    const type = this.format.nodeTypes.indexOf(name);
    return type < 0 ? noType : type;
  }

  /** Number of a type of edges, likewise. */
  edgeType(name: string): number {
    const type = this.format.edgeTypes.indexOf(name);
    return type < 0 ? noType : type;
  }

  /** Name of a node's type: `object`, `closure`, `hidden`; `type 99` where the snapshot does not name it. */
  typeOf(node: number): string {
    const type = this.nodes.types[node]!;
    return this.format.nodeTypes[type] ?? `type ${type}`;
  }

  /** A node's own name: that of its class, of the function, the text of a string. */
  nameOf(node: number): string {
    return this.strings.text(this.nodes.names[node]!);
  }

  /** Whether a node's own name is one of the known ones; costs nothing. */
  isNamed(node: number, name: KnownName): boolean {
    return this.nodes.names[node] === this.knownNames.indexOf(name);
  }

  /** Bytes of the node itself. */
  sizeOf(node: number): number {
    const size = this.nodes.sizes[node]!;
    return size === hugeSize ? this.#hugeSizes.get(node)! : size;
  }

  /** The nodes whose size does not fit into 32 bits, with that. */
  get hugeSizes(): ReadonlyMap<number, number> {
    return this.#hugeSizes;
  }

  /** Gives a node another size. */
  resize(node: number, bytes: number): void {
    this.nodes.sizes[node] = Math.min(bytes, hugeSize);
    if (bytes >= hugeSize) this.#hugeSizes.set(node, bytes);
    else this.#hugeSizes.delete(node);
  }

  /** Whether the root refers to what the program can reach: not so in a snapshot that exposes V8's internals. */
  get hasUserRoots(): boolean {
    const { firstEdges } = this.nodes;
    for (let edge = firstEdges[this.root]!; edge < firstEdges[this.root + 1]!; edge++) {
      if (this.isUserRoot(this.edges.targets[edge]!)) return true;
    }
    return false;
  }

  /** Whether a child of the root stands for the program's objects, and not for V8's own. */
  isUserRoot(node: number): boolean {
    return (
      this.nodes.types[node] !== this.nodeType('synthetic') || this.isNamed(node, '(Document DOM trees)')
    );
  }
}
