import type { NodeFields } from '../SnapshotFormat.ts';
import { ScriptParser } from './ScriptParser.ts';
import type {
  DominatorSpace,
  EdgeColumns,
  EdgeKinds,
  NodeColumns,
  OwnedKinds,
  ParseState,
  QueueRange,
  RetainedSpace,
  SnapshotKernel,
  WalkSpace,
} from './SnapshotKernel.ts';
import { breadthFirst, depthFirst, findDominators, markReachable, spreadOwners } from './scriptGraph.ts';
import { listChildren, listOwners, nextMissing, settleOwners, sumRetained } from './scriptLoops.ts';

/** The kernel in TypeScript: for where there is no WebAssembly, and for what is larger than its memory. */
export class ScriptKernel implements SnapshotKernel {
  readonly kind = 'typescript';
  readonly window: Uint8Array;
  readonly starts: Uint32Array;
  readonly state: ParseState;
  readonly #parser: ScriptParser;

  constructor(windowBytes: number) {
    this.window = new Uint8Array(windowBytes);
    this.starts = new Uint32Array(windowBytes >>> 1);
    this.#parser = new ScriptParser(this.window);
    this.state = this.#parser.state;
  }

  reserve(): void {}

  bytes(count: number): Uint8Array {
    return new Uint8Array(count);
  }

  words(count: number): Uint32Array {
    return new Uint32Array(count);
  }

  beginSection(): void {
    this.#parser.beginSection();
  }

  parseNodes(from: number, to: number, fields: NodeFields, columns: NodeColumns): void {
    this.#parser.parseNodes(from, to, fields, columns);
  }

  parseEdges(from: number, to: number, fieldCount: number, nodeCount: number, columns: EdgeColumns): void {
    this.#parser.parseEdges(from, to, fieldCount, nodeCount, columns);
  }

  parseNumbers(from: number, to: number, numbers: Uint32Array): void {
    this.#parser.parseNumbers(from, to, numbers);
  }

  parseStrings(from: number, to: number, starts: Uint32Array): void {
    this.#parser.parseStrings(from, to, starts);
  }

  markReachable(
    nodes: NodeColumns,
    edges: EdgeColumns,
    marks: Uint8Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void {
    markReachable(nodes, edges, marks, stack, depth, weak);
  }

  spreadOwners(
    nodes: NodeColumns,
    edges: EdgeColumns,
    owners: Uint32Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void {
    spreadOwners(nodes, edges, owners, stack, depth, weak);
  }

  depthFirst(
    start: number,
    parent: number,
    reached: number,
    nodes: NodeColumns,
    edges: EdgeColumns,
    kinds: EdgeKinds,
    isInPage: boolean,
    space: DominatorSpace,
  ): number {
    return depthFirst(start, parent, reached, nodes, edges, kinds, isInPage, space);
  }

  findDominators(nodes: NodeColumns, edges: EdgeColumns, space: DominatorSpace): void {
    findDominators(nodes, edges, space);
  }

  listOwners(nodes: NodeColumns, owners: Uint32Array, stack: Uint32Array, kinds: OwnedKinds): number {
    return listOwners(nodes, owners, stack, kinds);
  }

  settleOwners(
    from: number,
    nodes: NodeColumns,
    owners: Uint32Array,
    root: number,
    synthetic: number,
  ): number {
    return settleOwners(from, nodes, owners, root, synthetic);
  }

  sumRetained(nodes: NodeColumns, space: RetainedSpace): void {
    sumRetained(nodes, space);
  }

  listChildren(nodeCount: number, dominators: Uint32Array, first: Uint32Array, next: Uint32Array): void {
    listChildren(nodeCount, dominators, first, next);
  }

  nextMissing(from: number, edges: EdgeColumns, least: number, numbered: number): number {
    return nextMissing(from, edges, least, numbered);
  }

  breadthFirst(
    nodes: NodeColumns,
    edges: EdgeColumns,
    space: WalkSpace,
    range: QueueRange,
    weak: number,
    special: Uint8Array,
    isPassable: (edge: number) => boolean,
  ): number {
    return breadthFirst(nodes, edges, space, range, weak, special, isPassable);
  }
}
