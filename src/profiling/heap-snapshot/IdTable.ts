/** How many slots there are for each id, at least: what is looked for in vain ends after few steps. */
const slotsPerId = 1.5;
/** Knuth's multiplicative hashing: 2^32 divided by the golden ratio, made odd. */
const multiplier = 0x9e37_79b1;

/** Which index an id stands at, in four to twelve bytes for each, however great and sparse the ids are. */
export class IdTable {
  readonly #ids: Uint32Array;
  /** Index + 1 in each slot; 0 where there is none. */
  readonly #slots: Uint32Array;
  readonly #shift: number;

  /** @param ids kept, not copied; of equal ones the first counts */
  constructor(ids: Uint32Array) {
    this.#ids = ids;
    const bits = Math.max(1, Math.ceil(Math.log2(ids.length * slotsPerId + 1)));
    this.#shift = 32 - bits;
    this.#slots = new Uint32Array(2 ** bits);
    for (let index = 0; index < ids.length; index++) {
      const slot = this.#slotOf(ids[index]!);
      if (this.#slots[slot] === 0) this.#slots[slot] = index + 1;
    }
  }

  /** The index; -1 where there is no such id. */
  indexOf(id: number): number {
    return this.#slots[this.#slotOf(id)]! - 1;
  }

  has(id: number): boolean {
    return this.indexOf(id) >= 0;
  }

  /** The slot that has the id, or the free one where it would go. */
  #slotOf(id: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    let slot = Math.imul(id, multiplier) >>> this.#shift;
    while (slots[slot] !== 0 && this.#ids[slots[slot]! - 1] !== id) slot = (slot + 1) & last;
    return slot;
  }
}
