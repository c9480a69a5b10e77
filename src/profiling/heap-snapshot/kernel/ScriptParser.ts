import type { NodeFields } from '../SnapshotFormat.ts';
import {
  type EdgeColumns,
  faults,
  hugeSize,
  mostHugeSizes,
  type NodeColumns,
  type ParseState,
} from './SnapshotKernel.ts';

const zero = 48;
const comma = 44;
const quote = 34;
const backslash = 92;
const closingBracket = 93;
/** So many digits fit into a double exactly, with room to spare. */
const mostDigits = 15;
const largestWord = 0xffff_ffff;
/** What {@link ScriptParser} reads where there is no number. */
const noNumber = -1;

/** The byte loops of the TypeScript kernel. A record is read whole or not at all, so that only a string is ever left half read. */
export class ScriptParser {
  readonly state: ParseState = {
    position: 0,
    records: 0,
    edges: 0,
    ended: false,
    fault: faults.none,
    hugeSizes: new Map(),
  };
  readonly #window: Uint8Array;
  readonly #record = new Float64Array(32);
  #at = 0;
  #inString = false;
  #escaped = false;

  constructor(window: Uint8Array) {
    this.#window = window;
  }

  beginSection(): void {
    Object.assign(this.state, { records: 0, edges: 0, ended: false, fault: faults.none });
    this.#inString = false;
    this.#escaped = false;
  }

  parseNodes(from: number, to: number, fields: NodeFields, columns: NodeColumns): void {
    const { state } = this;
    const record = this.#record;
    const { types, names, ids, sizes, detachedness, firstEdges } = columns;
    const { count, type, name, id, selfSize, edgeCount } = fields;
    let { records, edges } = state;
    this.#at = from;
    for (;;) {
      const start = this.#at;
      let isTooLong = false;
      let field = 0;
      for (; field < count; field++) {
        const number = this.#number(to, field === 0);
        if (number === noNumber) break;
        record[field] = number;
        if (number === Number.POSITIVE_INFINITY) isTooLong = true;
      }
      if (field < count) {
        this.#stop(start, field);
        break;
      }
      if (records === ids.length) {
        this.#fail(faults.tooManyRecords, start);
        break;
      }
      const size = record[selfSize]!;
      const largest = Math.max(record[name]!, record[id]!, edges + record[edgeCount]!);
      if (largest > largestWord || record[type]! > 255 || isTooLong) {
        this.#fail(faults.numberTooLarge, start);
        break;
      }
      if (size >= hugeSize) {
        if (state.hugeSizes.size === mostHugeSizes) {
          this.#fail(faults.tooManyHugeSizes, start);
          break;
        }
        state.hugeSizes.set(records, size);
      }
      types[records] = record[type]!;
      names[records] = record[name]!;
      ids[records] = record[id]!;
      sizes[records] = Math.min(size, hugeSize);
      firstEdges[records] = edges;
      edges += record[edgeCount]!;
      if (fields.detachedness >= 0) detachedness[records] = record[fields.detachedness]!;
      records += 1;
    }
    state.records = records;
    state.edges = edges;
  }

  parseEdges(from: number, to: number, fieldCount: number, nodeCount: number, columns: EdgeColumns): void {
    const { state } = this;
    const { types, names, targets } = columns;
    let { records } = state;
    this.#at = from;
    for (;;) {
      const start = this.#at;
      const type = this.#number(to, true);
      const name = type === noNumber ? noNumber : this.#number(to, false);
      const index = name === noNumber ? noNumber : this.#number(to, false);
      if (index === noNumber) {
        this.#stop(start, type === noNumber ? 0 : 1);
        break;
      }
      const target = Math.floor(index / fieldCount);
      if (type > 255 || name > largestWord || index === Number.POSITIVE_INFINITY)
        this.#fail(faults.numberTooLarge, start);
      else if (target * fieldCount !== index || target >= nodeCount) this.#fail(faults.targetOutside, start);
      else if (records === targets.length) this.#fail(faults.tooManyRecords, start);
      if (state.fault !== faults.none) break;
      types[records] = type;
      names[records] = name;
      targets[records] = target;
      records += 1;
    }
    state.records = records;
  }

  parseNumbers(from: number, to: number, numbers: Uint32Array): void {
    const { state } = this;
    let records = 0;
    this.#at = from;
    for (;;) {
      const start = this.#at;
      const number = records < numbers.length ? this.#number(to, true) : noNumber;
      if (number === noNumber) {
        this.#stop(start, 0);
        break;
      }
      if (number > largestWord) {
        this.#fail(faults.numberTooLarge, start);
        break;
      }
      numbers[records++] = number;
    }
    state.records = records;
  }

  parseStrings(from: number, to: number, starts: Uint32Array): void {
    const window = this.#window;
    const { state } = this;
    let at = from;
    let records = 0;
    let inString = this.#inString;
    let escaped = this.#escaped;
    while (at < to) {
      const byte = window[at++]!;
      if (escaped) {
        escaped = false;
      } else if (inString) {
        if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) {
        starts[records++] = at;
        inString = true;
      } else if (byte === closingBracket) {
        state.ended = true;
        break;
      } else if (byte > 32 && byte !== comma) {
        this.#fail(faults.unexpectedByte, at - 1);
        break;
      }
    }
    this.#inString = inString;
    this.#escaped = escaped;
    if (state.fault === faults.none) state.position = at;
    state.records = records;
  }

  /** The next number, if it stands before `to` with the byte that ends it; else -1, for a reason that {@link #stop} finds out. */
  #number(to: number, mayEnd: boolean): number {
    const window = this.#window;
    let at = this.#at;
    let digit = window[at]! - zero;
    while (digit > 9 || digit < 0) {
      const byte = digit + zero;
      if (at >= to) return noNumber;
      if (byte > 32 && byte !== comma) {
        this.#at = at;
        if (byte === closingBracket && mayEnd) this.state.ended = true;
        else this.state.fault = faults.unexpectedByte;
        return noNumber;
      }
      digit = window[++at]! - zero;
    }
    const start = at;
    let number = 0;
    while (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digit = window[++at]! - zero;
    }
    if (at >= to) return noNumber;
    this.#at = at;
    // A record that is not whole is read again: only then it is at fault.
    return at - start <= mostDigits ? number : Number.POSITIVE_INFINITY;
  }

  /** After no number was found: at the section's end, at a fault, or short of bytes, where the record is read again later. */
  #stop(start: number, field: number): void {
    const { state } = this;
    if (state.ended && field === 0) state.position = this.#at + 1;
    else if (state.fault === faults.unexpectedByte) state.position = this.#at;
    else state.position = start;
  }

  #fail(fault: number, position: number): void {
    this.state.fault = fault;
    this.state.position = position;
  }
}
