/** A link of a chain, and the chain's first link. */
export interface ChainLink {
  readonly index: number;
  /** Index of the first link + 1. */
  readonly top: number;
}

/** Which objects are links of chains. Of most heaps these are few. */
export class ChainLinks {
  /** Rising. */
  readonly #indexes: Uint32Array;
  readonly #tops: Uint32Array;
  /** By index, a bit that is set for what is a link: this is asked of every object. */
  readonly #isLink: Uint8Array;

  /**
   * @param length how many objects there are
   * @param indexes rising; those of all links are among them
   * @param tops of each of them, the index of the chain's first link + 1; 0 for what is no link
   */
  constructor(length: number, indexes: Uint32Array, tops: Uint32Array) {
    this.#indexes = indexes.filter((_, at) => tops[at] !== 0);
    this.#tops = tops.filter((top) => top !== 0);
    this.#isLink = new Uint8Array((length >>> 3) + 1);
    for (const index of this.#indexes) this.#isLink[index >>> 3]! |= 1 << (index & 7);
  }

  get size(): number {
    return this.#indexes.length;
  }

  /** Index of the first link + 1; 0 for what is no link. */
  of(index: number): number {
    const isLink = ((this.#isLink[index >>> 3]! >>> (index & 7)) & 1) === 1;
    return isLink ? this.#tops[placeIn(this.#indexes, index)]! : 0;
  }

  /** By rising index. */
  *[Symbol.iterator](): Generator<ChainLink> {
    for (const [at, index] of this.#indexes.entries()) yield { index, top: this.#tops[at]! };
  }
}

/** Where a number is in a list of rising ones that has it. */
export function placeIn(rising: Uint32Array, wanted: number): number {
  let from = 0;
  let to = rising.length - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (rising[middle]! < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
