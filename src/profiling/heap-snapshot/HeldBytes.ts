/** Reads up to `length` bytes from `offset` on; fewer at the end. What it returns may be overwritten by the next call. */
export type ReadBytes = (offset: number, length: number) => Uint8Array;

/** Bytes that came in pieces and cannot be read again, such as a pipe's. */
export class HeldBytes {
  readonly #start: number;
  readonly #pieces: Uint8Array[] = [];
  readonly #starts: number[] = [];
  #end: number;

  /** @param start the offset that the first byte has */
  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  /** Keeps a copy. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#starts.push(this.#end);
    this.#pieces.push(bytes.slice());
    this.#end += bytes.length;
  }

  /** As {@link ReadBytes}; what lies before the first byte is zero. */
  read(offset: number, length: number): Uint8Array {
    const result = new Uint8Array(Math.max(0, Math.min(length, this.#end - offset)));
    let done = Math.max(0, this.#start - offset);
    for (let index = this.#pieceAt(offset + done); done < result.length; index++) {
      const piece = this.#pieces[index]!;
      const skipped = offset + done - this.#starts[index]!;
      const part = piece.subarray(skipped, skipped + result.length - done);
      result.set(part, done);
      done += part.length;
    }
    return result;
  }

  #pieceAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
