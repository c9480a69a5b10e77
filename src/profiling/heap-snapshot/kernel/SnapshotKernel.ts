import type { NodeFields } from '../SnapshotFormat.ts';

/** The nodes, a column for each field. A node is known by its ordinal: its place in the file, from 0. */
export interface NodeColumns {
  readonly types: Uint8Array;
  readonly names: Uint32Array;
  readonly ids: Uint32Array;
  /** Bytes; {@link hugeSize} where there are more, which {@link ParseState.hugeSizes} holds. */
  readonly sizes: Uint32Array;
  readonly detachedness: Uint8Array;
  /** First edge of each node, and one entry more: the edges of node n are `firstEdges[n]` up to `firstEdges[n + 1]`. */
  readonly firstEdges: Uint32Array;
}

/** The edges, in the order of the nodes that they come from. */
export interface EdgeColumns {
  readonly types: Uint8Array;
  /** Index of a string, or for the types `element` and `hidden` a number. */
  readonly names: Uint32Array;
  /** Ordinals of the nodes that they lead to. */
  readonly targets: Uint32Array;
}

/** In {@link NodeColumns.sizes}: this size does not fit into 32 bits. */
export const hugeSize = 0xffff_ffff;
/** Sizes of 4 GB and more that a snapshot may have. */
export const mostHugeSizes = 256;

/** Why a section cannot be read on. */
export const faults = {
  none: 0,
  unexpectedByte: 1,
  numberTooLarge: 2,
  targetOutside: 3,
  tooManyRecords: 4,
  tooManyHugeSizes: 5,
} as const;

/** How far the section in hand has been read. */
export interface ParseState {
  /** Where in the window reading stopped: before a record that is not whole, after the section, or at the fault. */
  position: number;
  /** Records of the section up to now. */
  records: number;
  /** Edges of the nodes up to now. */
  edges: number;
  /** Whether the section's closing bracket has been met. */
  ended: boolean;
  /** One of {@link faults}. */
  fault: number;
  /** Sizes of 4 GB and more, by ordinal. */
  readonly hugeSizes: Map<number, number>;
}

/** Types of edges by their numbers; 256 stands for one that the snapshot does not have. */
export interface EdgeKinds {
  readonly weak: number;
  readonly shortcut: number;
}

/**
 * The arrays that {@link SnapshotKernel.findDominators} works in, each of two more words than there are nodes. A place is that
 * of a node in depth-first order, from 1.
 */
export interface DominatorSpace {
  /** A bit for each edge that holds what it leads to. */
  readonly essential: Uint8Array;
  /** A bit for each node that the program can reach. */
  readonly pageOwned: Uint8Array;
  /** A bit for each node that has been reached. */
  readonly visited: Uint8Array;
  /** Place of each node; 0 until it is reached. Overwritten. */
  readonly places: Uint32Array;
  /** Node in each place. */
  readonly order: Uint32Array;
  /** Place of the depth-first parent of each place; afterwards the place of its immediate dominator. */
  readonly parents: Uint32Array;
  readonly next: Uint32Array;
  readonly semidominators: Uint32Array;
  readonly firstPredecessors: Uint32Array;
  readonly ancestors: Uint32Array;
  /** As many words as there are essential edges. */
  readonly predecessors: Uint32Array;
}

/** The arrays that {@link SnapshotKernel.sumRetained} works in. */
export interface RetainedSpace extends Pick<DominatorSpace, 'order' | 'places' | 'parents'> {
  /** Bytes that each node keeps alive. */
  readonly retainedSizes: Float64Array;
}

/** Types of nodes that are V8's own parts of others: see `transferShallowSizes`. 256, which no node has, for what there is not. */
export interface OwnedKinds {
  readonly hidden: number;
  readonly array: number;
  /** Those of this type with this name. */
  readonly native: number;
  readonly externalString: number;
}

/** The arrays that {@link SnapshotKernel.breadthFirst} works in. */
export interface WalkSpace {
  /** A bit for each node. */
  readonly visited: Uint8Array;
  readonly distances: Uint32Array;
  /** The edge over which each node was reached. */
  readonly reachedBy: Uint32Array;
  /** Two more words than there are nodes. */
  readonly queue: Uint32Array;
}

/** A part of a queue, and where the queue ends. */
export interface QueueRange {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/**
 * The loops over every byte, node and edge. There are two of them, which must agree in everything: one in TypeScript and
 * one compiled to WebAssembly. All arrays given to a kernel must have been allocated by it.
 */
export interface SnapshotKernel {
  readonly kind: 'typescript' | 'webassembly';
  /** The bytes in hand. Reading one byte past those in hand must find a 0. */
  readonly window: Uint8Array;
  /** Where {@link parseStrings} can write to: as many words as a window can hold strings. */
  readonly starts: Uint32Array;
  readonly state: ParseState;
  /** Makes room for that many bytes of arrays. Arrays allocated before it, and the window, must be asked for anew. */
  reserve(bytes: number): void;
  bytes(count: number): Uint8Array;
  words(count: number): Uint32Array;

  /** To be called at the start of each section. */
  beginSection(): void;
  /** Reads whole node records from `from` up to `to` in the window. */
  parseNodes(from: number, to: number, fields: NodeFields, columns: NodeColumns): void;
  /** Reads whole edge records; a target is given as the index of a field, of which a node has `fieldCount`. */
  parseEdges(from: number, to: number, fieldCount: number, nodeCount: number, columns: EdgeColumns): void;
  /** Reads numbers into `numbers` until it is full; `state.records` is how many this call has read. */
  parseNumbers(from: number, to: number, numbers: Uint32Array): void;
  /** Reads strings and writes where in the window each begins; `state.records` is how many this call has met. */
  parseStrings(from: number, to: number, starts: Uint32Array): void;

  /** Sets the bit of what is reached from the nodes on the stack (whose bits are set) over edges that are not weak. */
  markReachable(
    nodes: NodeColumns,
    edges: EdgeColumns,
    marks: Uint8Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void;
  /** Makes every node its own owner and puts it on the stack, but for those of these kinds, which have none. Returns the stack's depth. */
  listOwners(nodes: NodeColumns, owners: Uint32Array, stack: Uint32Array, kinds: OwnedKinds): number;
  /**
   * Gives the sizes of nodes from `from` on to their owners, but for the root and those of type `synthetic`. Returns the first node
   * whose owner's size would not fit into 32 bits, which has been left as it was; the number of nodes where there is none.
   */
  settleOwners(
    from: number,
    nodes: NodeColumns,
    owners: Uint32Array,
    root: number,
    synthetic: number,
  ): number;
  /** From dominators, in `space.parents`, to the place of each node and the bytes it keeps alive, by sizes of 32 bits. */
  sumRetained(nodes: NodeColumns, space: RetainedSpace): void;
  /** See `DominatorTree.children`. */
  listChildren(nodeCount: number, dominators: Uint32Array, first: Uint32Array, next: Uint32Array): void;
  /**
   * The first edge from `from` on whose name is at least `least`, but for types whose bit is set in `numbered`; the number of edges
   * where there is none.
   */
  nextMissing(from: number, edges: EdgeColumns, least: number, numbered: number): number;
  /** Hands owners down edges that are not weak: see `transferShallowSizes`. */
  spreadOwners(
    nodes: NodeColumns,
    edges: EdgeColumns,
    owners: Uint32Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void;
  /**
   * Walks depth first over essential edges from a node not reached before, and sets the bits of these edges; edges whose bits
   * are set beforehand are none, and lose them. Returns how many nodes have been reached by now. The root must not be among
   * those that are walked from.
   *
   * @param isInPage whether all that is reached counts as owned by the page, whatever `space.pageOwned` says
   */
  depthFirst(
    start: number,
    parent: number,
    reached: number,
    nodes: NodeColumns,
    edges: EdgeColumns,
    kinds: EdgeKinds,
    isInPage: boolean,
    space: DominatorSpace,
  ): number;
  /** From a depth-first order of all nodes to their immediate dominators, in `space.parents`. */
  findDominators(nodes: NodeColumns, edges: EdgeColumns, space: DominatorSpace): void;
  /**
   * Walks breadth first on from the nodes at `from` up to `to` in the queue, which ends at `end`, over edges that are not weak.
   * What had not been visited is put into the queue, with its distance and the edge that leads to it. A special edge is
   * walked if `isPassable` says so. Returns where the queue ends then.
   */
  breadthFirst(
    nodes: NodeColumns,
    edges: EdgeColumns,
    space: WalkSpace,
    range: QueueRange,
    weak: number,
    special: Uint8Array,
    isPassable: (edge: number) => boolean,
  ): number;
}

/** Distance of what nothing has led to yet. */
export const unreachable = 0xffff_ffff;

/** In an owners array: not met yet, or met from several owners. */
export const unowned = 0xffff_ffff;
export const ownedBySeveral = 0xffff_fffe;
