import type { NodeFields } from '../SnapshotFormat.ts';
import { kernelBinary } from './kernelBinary.ts';
import {
  type DominatorSpace,
  type EdgeColumns,
  type EdgeKinds,
  faults,
  mostHugeSizes,
  type NodeColumns,
  type OwnedKinds,
  type ParseState,
  type QueueRange,
  type RetainedSpace,
  type SnapshotKernel,
  type WalkSpace,
} from './SnapshotKernel.ts';
import type { WebAssemblyGlobal, WebAssemblyMemory, WebAssemblyNamespace } from './webAssemblyTypes.ts';

/** What assembly/heap-snapshot exports. Arrays are addresses. */
interface Exports {
  readonly position: WebAssemblyGlobal;
  readonly records: WebAssemblyGlobal;
  readonly edges: WebAssemblyGlobal;
  readonly ended: WebAssemblyGlobal;
  readonly fault: WebAssemblyGlobal;
  readonly hugeCount: WebAssemblyGlobal;
  readonly [name: string]: WebAssemblyGlobal | ((...values: number[]) => number);
}

const pageBytes = 65_536;
const mostPages = 65_536;
/** As many fields as a node may have, of 8 bytes each. */
const recordBytes = 32 * 8;
const hugeSizeBytes = 16;

type KernelArray = Uint8Array | Uint32Array | Float64Array;

/** Compiled when the first kernel is made. */
let compiled: object | undefined;

/** The kernel compiled from assembly/heap-snapshot. Its arrays lie in a memory of its own, of 4 GB at most. */
export class WebAssemblyKernel implements SnapshotKernel {
  readonly kind = 'webassembly';
  readonly state: ParseState = {
    position: 0,
    records: 0,
    edges: 0,
    ended: false,
    fault: faults.none,
    hugeSizes: new Map(),
  };
  readonly #memory: WebAssemblyMemory;
  readonly #exports: Exports;
  readonly #windowBytes: number;
  readonly #windowAt: number;
  readonly #startsAt: number;
  readonly #recordAt: number;
  readonly #hugeAt: number;
  /** Of memory that is not given away yet. The module's own is below the first page. */
  #free = pageBytes;
  #window: Uint8Array;
  #starts: Uint32Array;
  #isPassable: (edge: number) => boolean = () => true;

  /** @throws WebAssembly.CompileError, RangeError where this process may not have it */
  constructor(windowBytes: number) {
    const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace };
    this.#memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages });
    const isPassable = (edge: number): number => (this.#isPassable(edge >>> 0) ? 1 : 0);
    compiled ??= new WebAssembly.Module(Buffer.from(kernelBinary, 'base64'));
    const instance = new WebAssembly.Instance(compiled, {
      env: { memory: this.#memory },
      graph: { isPassable },
    });
    this.#exports = instance.exports as unknown as Exports;
    this.#windowBytes = windowBytes;
    this.reserve(windowBytes * 3 + recordBytes + mostHugeSizes * hugeSizeBytes + 64);
    this.#windowAt = this.#take(windowBytes);
    this.#startsAt = this.#take(2 * windowBytes);
    this.#recordAt = this.#take(recordBytes);
    this.#hugeAt = this.#take(mostHugeSizes * hugeSizeBytes);
    this.#window = new Uint8Array(this.#memory.buffer, this.#windowAt, windowBytes);
    this.#starts = new Uint32Array(this.#memory.buffer, this.#startsAt, windowBytes >>> 1);
  }

  get window(): Uint8Array {
    if (this.#window.length === 0) {
      this.#window = new Uint8Array(this.#memory.buffer, this.#windowAt, this.#windowBytes);
    }
    return this.#window;
  }

  get starts(): Uint32Array {
    if (this.#starts.length === 0) {
      this.#starts = new Uint32Array(this.#memory.buffer, this.#startsAt, this.#windowBytes >>> 1);
    }
    return this.#starts;
  }

  reserve(bytes: number): void {
    const missing = this.#free + bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#take(count), count);
  }

  words(count: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, this.#take(4 * count), count);
  }

  beginSection(): void {
    this.#call('beginSection');
    this.#update();
  }

  parseNodes(from: number, to: number, fields: NodeFields, columns: NodeColumns): void {
    const { types, names, ids, sizes, detachedness, firstEdges } = columns;
    const { count, type, name, id, selfSize, edgeCount } = fields;
    this.#call(
      'parseNodes',
      this.#windowAt + from,
      this.#windowAt + to,
      ...[count, type, name, id, selfSize, edgeCount, fields.detachedness, ids.length],
      ...[types, names, ids, sizes, detachedness, firstEdges].map(addressOf),
      this.#recordAt,
      this.#hugeAt,
    );
    this.#update();
    const view = new DataView(this.#memory.buffer, this.#hugeAt);
    const huge = Number(this.#exports.hugeCount.value);
    for (let index = this.state.hugeSizes.size; index < huge; index++) {
      const at = index * hugeSizeBytes;
      this.state.hugeSizes.set(view.getUint32(at, true), view.getFloat64(at + 8, true));
    }
  }

  parseEdges(from: number, to: number, fieldCount: number, nodeCount: number, columns: EdgeColumns): void {
    const { types, names, targets } = columns;
    this.#call(
      'parseEdges',
      this.#windowAt + from,
      this.#windowAt + to,
      ...[fieldCount, nodeCount, targets.length],
      ...[types, names, targets].map(addressOf),
    );
    this.#update();
  }

  parseNumbers(from: number, to: number, numbers: Uint32Array): void {
    this.#call(
      'parseNumbers',
      this.#windowAt + from,
      this.#windowAt + to,
      addressOf(numbers),
      numbers.length,
    );
    this.#update();
  }

  parseStrings(from: number, to: number, starts: Uint32Array): void {
    const base = this.#windowAt;
    this.#call('parseStrings', base + from, base + to, base, addressOf(starts));
    this.#update();
  }

  markReachable(
    { firstEdges }: NodeColumns,
    { types, targets }: EdgeColumns,
    marks: Uint8Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void {
    this.#call('markReachable', ...[firstEdges, types, targets, marks, stack].map(addressOf), depth, weak);
  }

  spreadOwners(
    { firstEdges }: NodeColumns,
    { types, targets }: EdgeColumns,
    owners: Uint32Array,
    stack: Uint32Array,
    depth: number,
    weak: number,
  ): void {
    this.#call('spreadOwners', ...[firstEdges, types, targets, owners, stack].map(addressOf), depth, weak);
  }

  depthFirst(
    start: number,
    parent: number,
    reached: number,
    { firstEdges }: NodeColumns,
    { types, targets }: EdgeColumns,
    { weak, shortcut }: EdgeKinds,
    isInPage: boolean,
    { essential, pageOwned, visited, places, order, parents, next }: DominatorSpace,
  ): number {
    const space = [essential, pageOwned, visited, places, order, parents, next];
    const arrays = [firstEdges, types, targets, ...space].map(addressOf);
    const values = [weak, shortcut, isInPage ? 1 : 0];
    return this.#call('depthFirst', start, parent, reached, ...arrays, ...values) >>> 0;
  }

  findDominators(
    { ids, firstEdges }: NodeColumns,
    { targets }: EdgeColumns,
    { essential, places, parents, next, semidominators, ...predecessors }: DominatorSpace,
  ): void {
    const { firstPredecessors, ancestors } = predecessors;
    const space = [semidominators, places, parents, next, firstPredecessors, ancestors];
    const arrays = [firstEdges, targets, essential, ...space, predecessors.predecessors];
    this.#call('findDominators', ids.length, ...arrays.map(addressOf));
  }

  listOwners(
    { types, names }: NodeColumns,
    owners: Uint32Array,
    stack: Uint32Array,
    { hidden, array, native, externalString }: OwnedKinds,
  ): number {
    const arrays = [types, names, owners, stack].map(addressOf);
    return this.#call('listOwners', types.length, ...arrays, hidden, array, native, externalString) >>> 0;
  }

  settleOwners(
    from: number,
    { types, sizes }: NodeColumns,
    owners: Uint32Array,
    root: number,
    synthetic: number,
  ): number {
    const arrays = [types, sizes, owners].map(addressOf);
    return this.#call('settleOwners', from, types.length, ...arrays, root, synthetic) >>> 0;
  }

  sumRetained({ sizes }: NodeColumns, { order, places, parents, retainedSizes }: RetainedSpace): void {
    const arrays = [sizes, order, places, parents, retainedSizes].map(addressOf);
    this.#call('sumRetained', sizes.length, ...arrays);
  }

  listChildren(nodeCount: number, dominators: Uint32Array, first: Uint32Array, next: Uint32Array): void {
    this.#call('listChildren', nodeCount, ...[dominators, first, next].map(addressOf));
  }

  nextMissing(from: number, { types, names }: EdgeColumns, least: number, numbered: number): number {
    const arrays = [types, names].map(addressOf);
    return this.#call('nextMissing', from, names.length, ...arrays, least, numbered) >>> 0;
  }

  breadthFirst(
    { firstEdges }: NodeColumns,
    { types, targets }: EdgeColumns,
    { visited, distances, reachedBy, queue }: WalkSpace,
    { from, to, end }: QueueRange,
    weak: number,
    special: Uint8Array,
    isPassable: (edge: number) => boolean,
  ): number {
    this.#isPassable = isPassable;
    const arrays = [firstEdges, types, targets, visited, distances, reachedBy, queue].map(addressOf);
    return this.#call('breadthFirst', ...arrays, from, to, end, weak, addressOf(special)) >>> 0;
  }

  #call(name: string, ...values: number[]): number {
    return (this.#exports[name] as (...values: number[]) => number)(...values);
  }

  #take(bytes: number): number {
    const at = this.#free;
    const next = at + Math.ceil(bytes / 16) * 16;
    if (next > this.#memory.buffer.byteLength) throw new RangeError('more memory than was reserved');
    this.#free = next;
    return at;
  }

  #update(): void {
    const { state } = this;
    const { position, records, edges, ended, fault } = this.#exports;
    state.position = (Number(position.value) >>> 0) - this.#windowAt;
    state.records = Number(records.value) >>> 0;
    state.edges = Number(edges.value);
    state.ended = Number(ended.value) !== 0;
    state.fault = Number(fault.value);
  }
}

function addressOf(array: KernelArray): number {
  return array.byteOffset;
}
