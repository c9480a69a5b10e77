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
