const blockWords = 65_536;

/** A list of 32-bit numbers that grows in blocks, so that it never takes twice what it holds. */
export class WordList {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

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

  /** All of it in one piece. */
  all(): Uint32Array {
    const words = new Uint32Array(this.#length);
    for (const [index, block] of this.#blocks.entries()) {
      words.set(block.subarray(0, this.#length - index * blockWords), index * blockWords);
    }
    return words;
  }
}
