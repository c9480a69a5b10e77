/** Writes the few kinds of protobuf fields that a pprof profile needs. */
export class ProtobufWriter {
  readonly #bytes: number[] = [];

  /** A whole number; negative ones take ten bytes, as int64 has them. */
  number(field: number, value: number): this {
    if (value === 0) return this;
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  /** Whole numbers one after the other. */
  numbers(field: number, values: readonly number[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.#varint(value);
    return this.#lengthDelimited(field, packed.#bytes);
  }

  text(field: number, value: string): this {
    return this.#lengthDelimited(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.#lengthDelimited(field, value.#bytes);
  }

  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #lengthDelimited(field: number, content: ArrayLike<number>): this {
    this.#varint((field << 3) | 2);
    this.#varint(content.length);
    for (let index = 0; index < content.length; index++) this.#bytes.push(content[index] as number);
    return this;
  }

  #varint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(Math.round(value)));
    while (rest > 127n) {
      this.#bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}
