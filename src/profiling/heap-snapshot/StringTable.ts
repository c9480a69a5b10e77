import type { ReadBytes } from './HeldBytes.ts';

const blockStrings = 8192;
const pageBytes = 65_536;
const mostPages = 32;
const quote = 34;
const backslash = 92;
const letterU = 117;
const digit0 = 48;
const digit9 = 57;

/**
 * The strings of a snapshot, by index. Only where each one begins is held; its text is read when somebody asks for it,
 * so that strings of any size and number cost four bytes each.
 */
export class StringTable {
  readonly #read: ReadBytes;
  /** Offset of the first string of each block, and the distances of the others from it. */
  readonly #bases: number[] = [];
  readonly #blocks: Uint32Array[] = [];
  readonly #pages: Map<number, Buffer> = new Map();
  #count = 0;

  constructor(read: ReadBytes) {
    this.#read = read;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Adds the next strings.
   *
   * @param starts where each begins, after its quotation mark, counted from `offset`
   */
  append(starts: Uint32Array, offset: number): void {
    for (let done = 0; done < starts.length; ) {
      const place = this.#count % blockStrings;
      if (place === 0) {
        this.#bases.push(offset + starts[done]!);
        this.#blocks.push(new Uint32Array(blockStrings));
      }
      const distance = offset - this.#bases[this.#bases.length - 1]!;
      const block = this.#blocks[this.#blocks.length - 1]!;
      const length = Math.min(starts.length - done, blockStrings - place);
      for (let index = 0; index < length; index++) block[place + index] = starts[done + index]! + distance;
      this.#count += length;
      done += length;
    }
  }

  /** The text of a string, of which no more than the first 64 kB are read; `?` where the snapshot has no such string. */
  text(index: number): string {
    if (index >= this.#count) return '?';
    const offset = this.#offsetOf(index);
    const page = Math.floor(offset / pageBytes);
    const bytes = this.#page(page);
    const start = offset - page * pageBytes;
    const end = endOf(bytes, start);
    if (end >= 0) return decoded(bytes, start, end);
    const whole = bufferOf(this.#read(offset, pageBytes));
    const wholeEnd = endOf(whole, 0);
    return decoded(whole, 0, wholeEnd < 0 ? lastWhole(whole) : wholeEnd);
  }

  /** The number that a string begins with, as `12 / part of key` does; `undefined` where it begins with none. Reads no more. */
  leadingNumber(index: number): number | undefined {
    if (index >= this.#count) return undefined;
    const offset = this.#offsetOf(index);
    let page = Math.floor(offset / pageBytes);
    let bytes = this.#page(page);
    let at = offset - page * pageBytes;
    let number: number | undefined;
    for (;;) {
      if (at === pageBytes) {
        bytes = this.#page(++page);
        at = 0;
      }
      const byte = bytes[at++];
      if (byte === undefined || byte < digit0 || byte > digit9) return number;
      number = (number ?? 0) * 10 + byte - digit0;
      if (number > Number.MAX_SAFE_INTEGER) return number;
    }
  }

  #offsetOf(index: number): number {
    const block = Math.floor(index / blockStrings);
    return this.#bases[block]! + this.#blocks[block]![index % blockStrings]!;
  }

  #page(page: number): Buffer {
    const present = this.#pages.get(page);
    if (present !== undefined) return present;
    const read = this.#read(page * pageBytes, pageBytes);
    const room = this.#room();
    new Uint8Array(room).set(read);
    const bytes = Buffer.from(room, 0, read.length);
    this.#pages.set(page, bytes);
    return bytes;
  }

  /** For one more page: that of the oldest one, once there are enough. */
  #room(): ArrayBuffer {
    const [oldest] = this.#pages;
    if (oldest === undefined || this.#pages.size < mostPages) return new ArrayBuffer(pageBytes);
    const [page, { buffer }] = oldest;
    this.#pages.delete(page);
    return buffer as ArrayBuffer;
  }
}

function endOf(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at += 1;
  }
  return -1;
}

/** The same bytes, which can be made text of without another view for each string. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Where to cut so that no escape sequence or character is cut in two. */
function lastWhole(bytes: Uint8Array): number {
  let at = 0;
  for (;;) {
    const end = at + lengthAt(bytes, at);
    if (end > bytes.length) return at;
    at = end;
  }
}

/** Bytes of the character or the escape sequence that begins here; at the end, more than there are. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first === backslash) return bytes[at + 1] === letterU ? 6 : 2;
  if (first < 0x80) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** V8 escapes what is not ASCII, and writes lone surrogates too, which JSON's own rules let pass. */
function decoded(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
