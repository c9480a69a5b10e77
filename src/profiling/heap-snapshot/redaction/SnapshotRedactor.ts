import { HeadReader } from '../HeadReader.ts';
import { invalidSnapshot } from '../invalidSnapshot.ts';
import { type SnapshotFormat, snapshotFormat } from '../SnapshotFormat.ts';
import { TopLevel, ValueSkipper } from '../TopLevel.ts';
import { GraphUses } from './GraphUses.ts';
import { RecordReader } from './RecordReader.ts';
import { StringList } from './StringList.ts';
import { filler, StringRedactor } from './StringRedactor.ts';

type RecordSection = 'nodes' | 'edges' | 'locations';
type Section = RecordSection | 'head' | 'between' | 'strings' | 'other' | 'end';

const edgeFields = 3;
/** What must have been read before a section makes sense. */
const before: Readonly<Record<string, RecordSection>> = { edges: 'nodes', strings: 'edges' };

/**
 * Replaces what may be data in a `.heapsnapshot`, in pieces of any size. Every byte outside of strings stays as it is,
 * and each string as long as it is, so that nodes, edges, ids and sizes are those of the original. It holds nine bytes
 * for each node, one for each string, and a piece of the file.
 */
export class SnapshotRedactor {
  readonly #head = new HeadReader();
  /** Bytes that the head's reader has seen. */
  #headBytes = 0;
  readonly #topLevel = new TopLevel();
  readonly #records = new RecordReader();
  /** No version of V8 known writes texts into other sections; a later one may. */
  readonly #skipper = new ValueSkipper(filler);
  readonly #done = new Set<string>();
  #section: Section = 'head';
  #format: SnapshotFormat | undefined;
  #graph: GraphUses | undefined;
  #strings: StringList | undefined;
  /** Bytes that cannot be judged yet. */
  #pending: Uint8Array = new Uint8Array(0);
  #bytesRead = 0;

  /**
   * Takes the next bytes, which are overwritten, and returns those that are ready.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  redact(chunk: Uint8Array): Uint8Array {
    this.#bytesRead += chunk.length;
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let at = 0;
    while (at < bytes.length) {
      const section = this.#section;
      const next = this.#read(bytes, at);
      if (next === at && this.#section === section) break;
      at = next;
    }
    // A copy: `slice` of a Buffer is a view of what the caller reuses.
    this.#pending = new Uint8Array(bytes.subarray(at));
    return bytes.subarray(0, at);
  }

  /**
   * To be called after the last byte.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT` where the file was cut short
   */
  end(): void {
    const missing = ['nodes', 'edges', 'strings'].find((name) => !this.#done.has(name));
    if (missing === undefined && this.#section === 'end') return;
    const place = missing === undefined ? 'before its end' : `before the end of its ${missing}`;
    const found = `it ends after ${this.#bytesRead.toLocaleString('en')} bytes, ${place}. It was cut short`;
    throw invalidSnapshot('be whole', found);
  }

  /** Reads on in the section in hand; returns where it stopped, which is `from` where bytes are missing. */
  #read(bytes: Uint8Array, from: number): number {
    const to = bytes.length;
    switch (this.#section) {
      case 'head':
        return this.#readHead(bytes);
      case 'between': {
        const { position, key } = this.#topLevel.read(bytes, from, to);
        if (key !== undefined) this.#enter(key);
        return position;
      }
      case 'strings': {
        const position = this.#strings!.read(bytes, from, to);
        if (this.#strings!.ended) this.#leave('strings');
        return position;
      }
      case 'other': {
        const position = this.#skipper.skip(bytes, from, to);
        if (this.#skipper.ended) this.#section = 'between';
        return position;
      }
      case 'end':
        return to;
      default:
        return this.#readRecords(this.#section, bytes, from);
    }
  }

  #readHead(bytes: Uint8Array): number {
    const seen = this.#headBytes;
    const head = this.#head.read(bytes.subarray(seen));
    this.#headBytes = bytes.length;
    if (head === undefined) return 0;
    this.#format = snapshotFormat(head.value);
    this.#graph = new GraphUses(this.#format);
    this.#strings = new StringList(new StringRedactor(this.#graph.uses));
    this.#section = 'between';
    return seen + head.length;
  }

  #enter(key: string): void {
    const known = (['nodes', 'edges', 'locations', 'strings'] as const).find((name) => name === key);
    this.#section = known ?? (key === '' ? 'end' : 'other');
    this.#skipper.begin();
    if (known === undefined) return;
    if (this.#done.has(known)) throw invalidSnapshot(`have one list of ${known}`, 'it has two');
    const early = before[known];
    if (early !== undefined && !this.#done.has(early)) {
      throw invalidSnapshot(`have its ${early} before its ${known}`, 'it has not');
    }
    const { nodeFields, locationFields } = this.#format!;
    if (known === 'nodes') this.#records.begin(nodeFields.count);
    else this.#records.begin(known === 'edges' ? edgeFields : Math.max(1, locationFields.length));
  }

  #readRecords(section: RecordSection, bytes: Uint8Array, from: number): number {
    const graph = this.#graph!;
    const take = {
      nodes: (record: Float64Array) => graph.node(record),
      edges: (record: Float64Array) => graph.edge(record),
      locations: () => undefined,
    };
    const position = this.#records.read(bytes, from, bytes.length, take[section]);
    if (this.#records.ended) {
      if (section !== 'locations') graph.checkCounts(section);
      this.#leave(section);
    }
    return position;
  }

  #leave(section: string): void {
    this.#done.add(section);
    this.#section = 'between';
  }
}
