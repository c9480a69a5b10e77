const blockBits = 13;
const blockWords = 1 << blockBits;

/** A list of 32-bit numbers that grows in blocks, so that it never takes twice what it holds. */
export class WordList {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The number at an index below the length. */
  at(index: number): number {
    return this.#blocks[index >>> blockBits]![index & (blockWords - 1)]!;
  }

  push(word: number): void {
    const place = this.#length % blockWords;
    if (place === 0) this.#blocks.push(new Uint32Array(blockWords));
    this.#blocks[this.#blocks.length - 1]![place] = word;
    this.#length += 1;
  }

  append(words: Uint32Array): void {
    for (let done = 0; done < words.length; ) {
      const place = this.#length % blockWords;
      if (place === 0) this.#blocks.push(new Uint32Array(blockWords));
      const part = words.subarray(done, done + blockWords - place);
      this.#blocks[this.#blocks.length - 1]!.set(part, place);
      this.#length += part.length;
      done += part.length;
    }
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0; index < this.#length; index++) yield this.at(index);
  }
}
