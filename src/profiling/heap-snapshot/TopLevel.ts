import { invalidSnapshot } from './invalidSnapshot.ts';

const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

const longestKey = 256;
const longestHead = 1024 * 1024;

/** The key that {@link TopLevel} has met, `''` at the end of the object, and where reading stopped. */
export interface KeyFound {
  readonly position: number;
  readonly key: string | undefined;
}

/** Reads the keys of the outermost object, each up to its value. */
export class TopLevel {
  /** Nothing is taken until key, colon and the value's first byte are there. */
  read(bytes: Uint8Array, from: number, to: number): KeyFound {
    let at = from;
    while (at < to && (bytes[at]! <= 32 || bytes[at] === comma)) at += 1;
    const skipped = at;
    if (at === to) return { position: skipped, key: undefined };
    if (bytes[at] === closeBrace) return { position: at + 1, key: '' };
    if (bytes[at] !== quote) throw notASection(bytes[at]!);
    const start = at + 1;
    for (at = start; at < to && bytes[at] !== quote; at++) {
      if (bytes[at] === backslash || at - start > longestKey) throw notASection(bytes[at]!);
    }
    const key = Buffer.from(bytes.subarray(start, at)).toString();
    for (at += 1; at < to && (bytes[at]! <= 32 || bytes[at] === colon); ) at += 1;
    if (at >= to) return { position: skipped, key: undefined };
    if (!isNeeded(key)) return { position: at, key };
    if (bytes[at] !== openBracket) throw invalidSnapshot(`have a list of ${key}`, 'it is something else');
    return { position: at + 1, key };
  }
}

function isNeeded(key: string): boolean {
  return key === 'nodes' || key === 'edges' || key === 'locations' || key === 'strings';
}

function notASection(byte: number): Error {
  return invalidSnapshot(
    'consist of named sections',
    `there is ${JSON.stringify(String.fromCharCode(byte))} between two of them`,
  );
}

/** Passes over a JSON value, however deep. */
export class ValueSkipper {
  ended = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #started = false;
  readonly #filler: number | undefined;

  /** @param filler what each byte of a text in it is replaced by @default none */
  constructor(filler?: number) {
    this.#filler = filler;
  }

  begin(): void {
    this.ended = false;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#started = false;
  }

  /** Returns where it stopped: behind the value, before the comma or brace that ends a bare one, or at `to`. */
  skip(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
        if (this.#inString) {
          if (this.#filler !== undefined) bytes[at] = this.#filler;
          continue;
        }
      } else if (byte === quote) {
        this.#inString = true;
        this.#started = true;
        continue;
      } else if (byte === openBracket || byte === openBrace) {
        this.#depth += 1;
      } else if (byte === closeBracket || byte === closeBrace) {
        if (this.#depth === 0) return this.#end(at);
        this.#depth -= 1;
      } else if (this.#depth === 0) {
        if (this.#started && (byte === comma || byte <= 32)) return this.#end(at);
        this.#started = true;
        continue;
      }
      this.#started = true;
      if (this.#depth === 0) return this.#end(at + 1);
    }
    return to;
  }

  #end(position: number): number {
    this.ended = true;
    return position;
  }
}

/**
 * The first property of the file, which must be `snapshot`, and how many bytes it took; `undefined` while more are needed.
 *
 * @throws TidemarkError `INVALID_SNAPSHOT` for what is no snapshot, saying what it seems to be
 */
export function skimHead(
  bytes: Uint8Array,
): { readonly value: unknown; readonly length: number } | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  const start = /^\s*\{\s*"snapshot"\s*:\s*/.exec(text)?.[0].length;
  if (start === undefined) {
    if (bytes.length < 64 && /^\s*(\{\s*("s?n?a?p?s?h?o?t?"?\s*:?\s*)?)?$/.test(text)) return undefined;
    throw invalidSnapshot('begin with {"snapshot":', seeming(bytes, text));
  }
  const skipper = new ValueSkipper();
  const end = skipper.skip(bytes, start, bytes.length);
  if (!skipper.ended) {
    if (bytes.length > longestHead)
      throw invalidSnapshot('have a head of at most 1 MB', 'this one is longer');
    return undefined;
  }
  try {
    return { value: JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()), length: end };
  } catch {
    throw invalidSnapshot('have JSON as its head', 'it is none');
  }
}

function seeming(bytes: Uint8Array, text: string): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'this is compressed: unpack it with gunzip';
  if (bytes[0] === 0x28 && bytes[1] === 0xb5) return 'this is compressed: unpack it with zstd -d';
  if (/^\s*\{\s*"head"/.test(text)) return 'this is a sampling heap profile (.heapprofile)';
  if (/^\s*\{\s*"nodes"/.test(text)) return 'this is a CPU profile';
  if (/^\s*\{\s*"time"/.test(text)) return 'this is a recording: tidemark analyze reads it';
  return `this begins with ${JSON.stringify(text.slice(0, 16))}`;
}
