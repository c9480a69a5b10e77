import { closeQuietly, type FileSystem } from './FileSystem.ts';

const longestFile = 4096;
const newline = 0x0a;
const space = 0x20;
const point = 0x2e;
const zero = 0x30;

/**
 * A small file of `/proc` or `/sys` whose descriptor is kept, because opening costs ten times what reading does.
 * Numbers are taken from its bytes without making strings. A file that fails is closed; its numbers are `NaN`.
 */
export class CounterFile {
  readonly #files: FileSystem;
  readonly #bytes: Uint8Array = new Uint8Array(longestFile);
  #length = 0;
  #descriptor: number | undefined;

  constructor(files: FileSystem, path: string) {
    this.#files = files;
    try {
      this.#descriptor = files.openSync(path);
    } catch {
      this.#descriptor = undefined;
    }
  }

  /** Reads the file anew, from its beginning. */
  refresh(): void {
    this.#length = 0;
    if (this.#descriptor === undefined) return;
    try {
      this.#length = this.#files.readSync(this.#descriptor, this.#bytes, 0, longestFile, 0);
    } catch {
      this.close();
    }
  }

  /** The first line's word of that index, as a number. */
  numberAt(word: number): number {
    let position = 0;
    for (let skipped = 0; skipped < word; skipped++) {
      while (position < this.#length && this.#bytes[position] !== space) position++;
      position++;
    }
    return this.#numberFrom(position);
  }

  /** The number that follows a label with which a line begins. */
  numberAfter(label: Uint8Array): number {
    for (let line = 0; line < this.#length; line = this.#nextLine(line)) {
      let matched = 0;
      while (matched < label.length && this.#bytes[line + matched] === label[matched]) matched++;
      if (matched === label.length) return this.#numberFrom(line + matched);
    }
    return Number.NaN;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeQuietly(this.#files, this.#descriptor);
    this.#descriptor = undefined;
    this.#length = 0;
  }

  #nextLine(from: number): number {
    let position = from;
    while (position < this.#length && this.#bytes[position] !== newline) position++;
    return position + 1;
  }

  #numberFrom(from: number): number {
    let position = from;
    while (position < this.#length && this.#bytes[position] === space) position++;
    let value = this.#digitAt(position);
    if (value < 0) return Number.NaN;
    for (let digit = this.#digitAt(++position); digit >= 0; digit = this.#digitAt(++position)) {
      value = value * 10 + digit;
    }
    if (this.#bytes[position] !== point) return value;
    let unit = 0.1;
    for (let digit = this.#digitAt(++position); digit >= 0; digit = this.#digitAt(++position)) {
      value += digit * unit;
      unit /= 10;
    }
    return value;
  }

  /** The digit at a place, -1 where there is none. */
  #digitAt(position: number): number {
    if (position >= this.#length) return -1;
    const digit = (this.#bytes[position] as number) - zero;
    return digit >= 0 && digit <= 9 ? digit : -1;
  }
}

/** A label for {@link CounterFile.numberAfter}. */
export function label(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
