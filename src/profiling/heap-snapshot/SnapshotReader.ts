import { type AllocatedGraph, allocateGraph } from './allocateGraph.ts';
import { HeadReader } from './HeadReader.ts';
import type { ReadBytes } from './HeldBytes.ts';
import { invalidSnapshot } from './invalidSnapshot.ts';
import { ScriptKernel } from './kernel/ScriptKernel.ts';
import type { SnapshotKernel } from './kernel/SnapshotKernel.ts';
import { checkFault } from './parseFaults.ts';
import { type SnapshotFormat, snapshotFormat } from './SnapshotFormat.ts';
import { SnapshotGraph } from './SnapshotGraph.ts';
import { StringScanner } from './StringScanner.ts';
import { TopLevel, ValueSkipper } from './TopLevel.ts';
import { WordList } from './WordList.ts';
import { behindBytes, marginBytes } from './windowSizes.ts';

/** Options of a {@link SnapshotReader}. */
export interface SnapshotReaderOptions {
  /** The kernel for a snapshot of this format; its window is of windowBytes, or of windowBytesFor. */
  readonly kernel: SnapshotKernel;
  /** Reads the file again, for its strings; without it, their bytes are held. */
  readonly read?: ReadBytes | undefined;
  /** Size of the whole in bytes, where it is known: a head that promises more than that is not believed. */
  readonly sizeBytes?: number | undefined;
}

/** A section of the file, as the sentences of errors name it. */
type Section = 'head' | 'nodes' | 'edges' | 'locations' | 'strings' | 'other' | 'between' | 'end';

/**
 * Reads a `.heapsnapshot` in pieces of any size, at the level of bytes: numbers go into columns, of strings only their
 * places are held. Sections that nobody needs are passed over.
 */
export class SnapshotReader {
  #kernel: SnapshotKernel;
  readonly #options: SnapshotReaderOptions;
  readonly #topLevel = new TopLevel();
  readonly #skipper = new ValueSkipper();
  readonly #locations = new WordList();
  readonly #seen = new Set<Section>();
  #section: Section = 'head';
  readonly #head = new HeadReader();
  #format: SnapshotFormat | undefined;
  #graph: AllocatedGraph | undefined;
  #strings: StringScanner | undefined;
  #scratch: Uint32Array | undefined;
  /** Bytes of an unfinished record before the chunk. */
  #tail = 0;
  /** Offset in the file of the chunk's first byte. */
  #offset = 0;

  constructor(options: SnapshotReaderOptions) {
    this.#options = options;
    this.#kernel = options.kernel;
  }

  /** Bytes read up to now. */
  get bytesRead(): number {
    return this.#offset;
  }

  /** Where the next bytes of the file can be put, to be told with {@link took}: saves copying them. */
  room(): Uint8Array {
    const { window } = this.#kernel;
    return window.subarray(marginBytes, window.length - behindBytes);
  }

  /**
   * Reads the next bytes, which stand in {@link room}.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  took(count: number): void {
    const to = marginBytes + count;
    this.#kernel.window[to] = 0;
    let from = marginBytes - this.#tail;
    for (;;) {
      const section = this.#section;
      const next = this.#read(from, to);
      if (next === from && this.#section === section) break;
      from = next;
    }
    this.#tail = to - from;
    if (this.#tail > marginBytes) {
      throw invalidSnapshot(
        `have records of at most ${marginBytes} bytes`,
        `there is a longer one at byte ${(this.#offset + from - marginBytes).toLocaleString('en')}`,
      );
    }
    this.#kernel.window.copyWithin(marginBytes - this.#tail, from, to);
    this.#offset += count;
  }

  /**
   * Reads the next bytes.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  push(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) {
      const room = this.room();
      const part = chunk.subarray(from, from + room.length);
      room.set(part);
      this.took(part.length);
      from += part.length;
    }
  }

  /**
   * The graph, after the last byte.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT` where the file was cut short
   */
  end(): SnapshotGraph {
    if (this.#offset === 0) throw invalidSnapshot('have something in it', 'it is empty');
    const missing = (['nodes', 'edges', 'strings'] as const).find((name) => !this.#seen.has(name));
    if (missing !== undefined || this.#format === undefined) throw this.#cutShort(missing);
    const { table, knownNames, weakMapNames } = this.#strings!;
    return new SnapshotGraph({
      format: this.#format,
      kernel: this.#kernel,
      ...this.#graph!,
      hugeSizes: this.#kernel.state.hugeSizes,
      strings: table,
      knownNames,
      weakMapNames,
      locations: this.#locations,
    });
  }

  #cutShort(missing: string | undefined): Error {
    const at = `after ${this.#offset.toLocaleString('en')} bytes`;
    const { records } = this.#kernel.state;
    const section = this.#section;
    if (section === 'end') return invalidSnapshot(`have a section ${missing}`, 'it has none');
    if (section === 'nodes' || section === 'edges') {
      const { nodeCount, edgeCount } = this.#format!;
      const total = section === 'nodes' ? nodeCount : edgeCount;
      const found = `it ends ${at}, in its ${section}: ${records.toLocaleString('en')} of ${total.toLocaleString('en')} are there`;
      return invalidSnapshot('be whole', `${found}. It was cut short`);
    }
    const place = { head: 'in its head', strings: 'in its strings', locations: 'in its locations' }[
      section as 'head'
    ];
    return invalidSnapshot(
      'be whole',
      `it ends ${at}, ${place ?? `before its ${missing}`}. It was cut short`,
    );
  }

  /** Reads on in the section in hand; returns where it stopped, which is `from` where bytes are missing. */
  #read(from: number, to: number): number {
    const { window } = this.#kernel;
    switch (this.#section) {
      case 'head':
        return this.#readHead(from, to);
      case 'between': {
        const { position, key } = this.#topLevel.read(window, from, to);
        if (key !== undefined) this.#enter(key);
        return position;
      }
      case 'other': {
        const position = this.#skipper.skip(window, from, to);
        if (this.#skipper.ended) this.#leave();
        return position;
      }
      case 'end':
        this.#checkEnd(from, to);
        return to;
      default:
        return this.#readColumns(this.#section, from, to);
    }
  }

  /** Nothing but white space comes after the last brace. */
  #checkEnd(from: number, to: number): void {
    const { window } = this.#kernel;
    for (let at = from; at < to; at++) {
      if (window[at]! === 32 || (window[at]! >= 9 && window[at]! <= 13)) continue;
      const found = JSON.stringify(String.fromCharCode(window[at]!));
      const place = (this.#offset - marginBytes + at).toLocaleString('en');
      throw invalidSnapshot('end with its last brace', `after it, at byte ${place}, there is ${found}`);
    }
  }

  #readHead(from: number, to: number): number {
    const head = this.#head.read(this.#kernel.window.subarray(from, to));
    if (head === undefined) return to;
    this.#format = snapshotFormat(head.value);
    checkPromise(this.#format, this.#options.sizeBytes);
    this.#graph = this.#allocated(this.#format);
    this.#section = 'between';
    return from + head.length;
  }

  /** The columns; in a kernel without limits of its own, should the given one not have room for them. */
  #allocated(format: SnapshotFormat): AllocatedGraph {
    try {
      return allocateGraph(this.#kernel, format);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
    }
    const kernel = new ScriptKernel(this.#kernel.window.length);
    kernel.window.set(this.#kernel.window);
    this.#kernel = kernel;
    try {
      return allocateGraph(kernel, format);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const { nodeCount, edgeCount } = format;
      const found = `it has ${nodeCount.toLocaleString('en')} nodes and ${edgeCount.toLocaleString('en')} edges`;
      throw invalidSnapshot('fit into memory', found);
    }
  }

  #enter(key: string): void {
    const section = (['nodes', 'edges', 'locations', 'strings'] as const).find((name) => name === key);
    if (key === '') this.#section = 'end';
    else if (section === undefined || this.#seen.has(section)) this.#section = 'other';
    else this.#section = section;
    this.#skipper.begin();
    this.#kernel.beginSection();
  }

  #readColumns(section: 'nodes' | 'edges' | 'locations' | 'strings', from: number, to: number): number {
    const kernel = this.#kernel;
    const format = this.#format!;
    const graph = this.#graph!;
    const { state } = kernel;
    if (from === to) return from;
    switch (section) {
      case 'nodes':
        kernel.parseNodes(from, to, format.nodeFields, graph.nodes);
        break;
      case 'edges':
        kernel.parseEdges(from, to, format.nodeFields.count, format.nodeCount, graph.edges);
        break;
      case 'locations':
        this.#scratch ??= graph.space.ownerStack;
        kernel.parseNumbers(from, to, this.#scratch);
        this.#locations.append(this.#scratch.subarray(0, state.records));
        break;
      case 'strings':
        this.#readStrings(from, to);
        break;
    }
    checkFault(state, section, this.#offset - marginBytes);
    if (state.ended) {
      if (section === 'nodes' || section === 'edges') this.#checkCounts(section);
      this.#seen.add(section);
      this.#leave();
    }
    return state.position;
  }

  #readStrings(from: number, to: number): void {
    const offset = this.#offset - marginBytes;
    this.#strings ??= new StringScanner(this.#kernel, offset + from, this.#options.read, this.#kernel.starts);
    this.#strings.read(from, to, offset);
  }

  #checkCounts(section: 'nodes' | 'edges'): void {
    const { nodeCount, edgeCount } = this.#format!;
    const { records, edges } = this.#kernel.state;
    const promised = section === 'nodes' ? nodeCount : edgeCount;
    if (records !== promised) {
      const found = `its head says ${promised.toLocaleString('en')} and there are ${records.toLocaleString('en')}`;
      throw invalidSnapshot(`have as many ${section} as its head says`, found);
    }
    if (section !== 'nodes') return;
    if (edges !== edgeCount) {
      const found = `they say ${edges.toLocaleString('en')} and the head ${edgeCount.toLocaleString('en')}`;
      throw invalidSnapshot('have as many edges as its nodes say', found);
    }
    this.#graph!.nodes.firstEdges[nodeCount] = edges;
  }

  #leave(): void {
    this.#section = 'between';
  }
}

/** A number takes two bytes at least, so a small file that promises much is refused before memory is taken for it. */
function checkPromise(
  { nodeCount, edgeCount, nodeFields }: SnapshotFormat,
  sizeBytes: number | undefined,
): void {
  if (sizeBytes === undefined) return;
  const least = nodeCount * nodeFields.count * 2 + edgeCount * 6;
  if (least <= sizeBytes) return;
  const promised = `its head says ${nodeCount.toLocaleString('en')} nodes and ${edgeCount.toLocaleString('en')} edges`;
  throw invalidSnapshot('be whole', `it has ${sizeBytes.toLocaleString('en')} bytes, and ${promised}`);
}
