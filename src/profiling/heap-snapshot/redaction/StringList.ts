import { invalidSnapshot } from '../invalidSnapshot.ts';
import { filler, type StringRedactor } from './StringRedactor.ts';

const quote = 34;
const comma = 44;
const backslash = 92;
const closingBracket = 93;
/** Longer than any that V8 writes: such a string is replaced unread, whatever it is. */
const longestHeld = 256 * 1024;

/** Reads the list of strings in pieces of any size, and has each string redacted. */
export class StringList {
  /** Whether the closing bracket has been met. */
  ended = false;
  readonly #redactor: StringRedactor;
  #count = 0;
  #inLong = false;

  constructor(redactor: StringRedactor) {
    this.#redactor = redactor;
  }

  /**
   * Reads on; returns where it stopped: behind the list, at `to`, or at the beginning of a string whose end is missing.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && !this.ended) {
      const next = this.#inLong ? this.#fill(bytes, at, to) : this.#next(bytes, at, to);
      if (next === at) break;
      at = next;
    }
    return at;
  }

  #next(bytes: Uint8Array, at: number, to: number): number {
    const byte = bytes[at]!;
    if (byte === quote) return this.#string(bytes, at, to);
    if (byte === closingBracket) this.ended = true;
    else if (byte > 32 && byte !== comma) {
      const found = `there is ${JSON.stringify(String.fromCharCode(byte))} between two`;
      throw invalidSnapshot('have nothing but strings in its list of strings', found);
    }
    return at + 1;
  }

  #string(bytes: Uint8Array, at: number, to: number): number {
    const end = endOf(bytes, at + 1, to);
    if (end < 0 && to - at < longestHeld) return at;
    if (end < 0) this.#inLong = true;
    else this.#redactor.redact(this.#count, bytes.subarray(at + 1, end));
    this.#count += 1;
    return end < 0 ? at + 1 : end + 1;
  }

  /** Replaces a string that is too long up to its quotation mark, or as far as there are bytes. */
  #fill(bytes: Uint8Array, from: number, to: number): number {
    const end = endOf(bytes, from, to);
    this.#inLong = end < 0;
    let last = end < 0 ? to : end;
    // A backslash hides what follows, and waits for it.
    if (end < 0 && isCut(bytes, from, to)) last -= 1;
    bytes.fill(filler, from, last);
    return end < 0 ? last : end + 1;
  }
}

/** Place of the quotation mark that ends a string; -1 where it is not among the bytes. */
function endOf(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at += 1;
  }
  return -1;
}

/** Whether the bytes end in the middle of an escape sequence. */
function isCut(bytes: Uint8Array, from: number, to: number): boolean {
  let backslashes = 0;
  while (to - backslashes > from && bytes[to - backslashes - 1] === backslash) backslashes += 1;
  return backslashes % 2 === 1;
}
