const firstCapacity = 1024;
const none = -1;

/** Lists of property names, each held once, by number: plain objects of the same properties in the same order share one. */
export class ShapeTable {
  /** The names of all shapes, one shape after the other. */
  #names: Uint32Array = new Uint32Array(firstCapacity);
  /** Where the names of each shape begin, and one entry more. */
  readonly #starts: number[] = [0];
  readonly #hashes: number[] = [];
  readonly #counts: number[] = [];
  /** Numbers of shapes by hash, with open addressing. */
  #table: Int32Array = new Int32Array(firstCapacity).fill(none);
  /** Names of the shape that is being added, which stand behind those of the others. */
  #added = 0;
  #hash = 0;

  get length(): number {
    return this.#counts.length;
  }

  /** Begins the next object. */
  begin(): void {
    this.#added = 0;
    this.#hash = 0;
  }

  /** Adds a property's name to the object in hand. */
  add(name: number): void {
    const at = this.#starts[this.#counts.length]! + this.#added;
    if (at === this.#names.length) {
      const names = new Uint32Array(2 * at);
      names.set(this.#names);
      this.#names = names;
    }
    this.#names[at] = name;
    this.#added += 1;
    this.#hash = (Math.imul(this.#hash, 31) + name) | 0;
  }

  /** Number of the object's shape, which has one object more now. */
  end(): number {
    const mask = this.#table.length - 1;
    let slot = (Math.imul(this.#hash, 0x9e37_79b1) >>> 7) & mask;
    for (; this.#table[slot] !== none; slot = (slot + 1) & mask) {
      const shape = this.#table[slot]!;
      if (!this.#isInHand(shape)) continue;
      this.#counts[shape]! += 1;
      return shape;
    }
    const shape = this.#counts.push(1) - 1;
    this.#hashes.push(this.#hash);
    this.#starts.push(this.#starts[shape]! + this.#added);
    this.#table[slot] = shape;
    if (2 * this.#counts.length > this.#table.length) this.#grow();
    return shape;
  }

  /** The names of a shape, in the order of the properties. */
  namesOf(shape: number): Uint32Array {
    return this.#names.subarray(this.#starts[shape]!, this.#starts[shape + 1]!);
  }

  /** Objects of a shape. */
  countOf(shape: number): number {
    return this.#counts[shape]!;
  }

  #isInHand(shape: number): boolean {
    const start = this.#starts[shape]!;
    if (this.#hashes[shape] !== this.#hash || this.#starts[shape + 1]! - start !== this.#added) return false;
    const inHand = this.#starts[this.#counts.length]!;
    for (let at = 0; at < this.#added; at++) {
      if (this.#names[start + at] !== this.#names[inHand + at]) return false;
    }
    return true;
  }

  #grow(): void {
    const table = new Int32Array(2 * this.#table.length).fill(none);
    const mask = table.length - 1;
    for (const [shape, hash] of this.#hashes.entries()) {
      let slot = (Math.imul(hash, 0x9e37_79b1) >>> 7) & mask;
      while (table[slot] !== none) slot = (slot + 1) & mask;
      table[slot] = shape;
    }
    this.#table = table;
  }
}
