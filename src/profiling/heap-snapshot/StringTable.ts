import type { ReadBytes } from './HeldBytes.ts';

const blockStrings = 8192;
const pageBytes = 65_536;
const mostPages = 32;
const quote = 34;
const backslash = 92;
const letterU = 117;

/**
 * The strings of a snapshot, by index. Only where each one begins is held; its text is read when somebody asks for it,
 * so that strings of any size and number cost four bytes each.
 */
export class StringTable {
  readonly #read: ReadBytes;
  /** Offset of the first string of each block, and the distances of the others from it. */
  readonly #bases: number[] = [];
  readonly #blocks: Uint32Array[] = [];
  readonly #pages: Map<number, Uint8Array> = new Map();
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
    const block = Math.floor(index / blockStrings);
    const offset = this.#bases[block]! + this.#blocks[block]![index % blockStrings]!;
    const page = Math.floor(offset / pageBytes);
    const bytes = this.#page(page);
    const start = offset - page * pageBytes;
    const end = endOf(bytes, start);
    if (end >= 0) return decoded(bytes, start, end);
    const whole = this.#read(offset, pageBytes);
    const wholeEnd = endOf(whole, 0);
    return decoded(whole, 0, wholeEnd < 0 ? lastWhole(whole) : wholeEnd);
  }

  #page(page: number): Uint8Array {
    let bytes = this.#pages.get(page);
    if (bytes === undefined) {
      if (this.#pages.size === mostPages) this.#pages.clear();
      bytes = this.#read(page * pageBytes, pageBytes).slice();
      this.#pages.set(page, bytes);
    }
    return bytes;
  }
}

function endOf(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at += 1;
  }
  return -1;
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
function decoded(bytes: Uint8Array, start: number, end: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
