import { invalidSnapshot } from './invalidSnapshot.ts';
import { ValueSkipper } from './TopLevel.ts';

const longestHead = 1024 * 1024;
/** As many bytes as the beginning is told by. */
const startBytes = 64;

/** Reads the first property of the file, which must be `snapshot`. */
export class HeadReader {
  #bytes: Uint8Array = new Uint8Array(4096);
  #length = 0;
  /** Where the value begins, once that is known. */
  #start: number | undefined;
  #looked = 0;
  readonly #skipper = new ValueSkipper();

  /**
   * Takes the next bytes. Returns the value once it is whole, and how many of these bytes belong to it.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT` for what is no snapshot, saying what it seems to be
   */
  read(part: Uint8Array): { readonly value: unknown; readonly length: number } | undefined {
    const before = this.#length;
    this.#append(part);
    const start = this.#startOfValue();
    if (start === undefined) return undefined;
    const end = this.#skipper.skip(this.#bytes, Math.max(start, this.#looked), this.#length);
    this.#looked = end;
    if (!this.#skipper.ended) {
      if (this.#length > longestHead)
        throw invalidSnapshot('have a head of at most 1 MB', 'this one is longer');
      return undefined;
    }
    try {
      const value: unknown = JSON.parse(Buffer.from(this.#bytes.subarray(start, end)).toString());
      return { value, length: end - before };
    } catch {
      throw invalidSnapshot('have JSON as its head', 'it is none');
    }
  }

  #append(part: Uint8Array): void {
    if (this.#length + part.length > this.#bytes.length) {
      const bytes = new Uint8Array(2 * (this.#length + part.length));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  #startOfValue(): number | undefined {
    if (this.#start !== undefined) return this.#start;
    const bytes = this.#bytes.subarray(0, Math.min(this.#length, startBytes));
    const text = Buffer.from(bytes).toString('latin1');
    this.#start = /^\s*\{\s*"snapshot"\s*:\s*(?=\S)/.exec(text)?.[0].length;
    if (this.#start !== undefined) return this.#start;
    const mayBecome = /^\s*(\{\s*("s?n?a?p?s?h?o?t?"?\s*:?\s*)?)?$/.test(text);
    if (this.#length < startBytes && mayBecome) return undefined;
    throw invalidSnapshot('begin with {"snapshot":', seeming(bytes, text));
  }
}

function seeming(bytes: Uint8Array, text: string): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'this is compressed: unpack it with gunzip';
  if (bytes[0] === 0x28 && bytes[1] === 0xb5) return 'this is compressed: unpack it with zstd -d';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return 'this begins with a byte order mark, which V8 does not write';
  if (/^\s*\{\s*"head"/.test(text)) return 'this is a sampling heap profile (.heapprofile)';
  if (/^\s*\{\s*"nodes"\s*:\s*\[\s*\{/.test(text)) return 'this is a CPU profile';
  if (/^\s*\{\s*"time"/.test(text)) return 'this is a recording: tidemark analyze reads it';
  const start = `this begins with ${JSON.stringify(text.slice(0, 16))}`;
  return /^\s*\{\s*"/.test(text)
    ? `${start}, without the snapshot.meta that says what its numbers are`
    : start;
}
