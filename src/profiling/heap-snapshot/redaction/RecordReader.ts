import { invalidSnapshot } from '../invalidSnapshot.ts';

const zero = 48;
const comma = 44;
const closingBracket = 93;

/** Reads a list of numbers in pieces of any size, and hands it on in records. Holds one record. */
export class RecordReader {
  /** Records handed on since {@link begin}. */
  records = 0;
  /** Whether the closing bracket has been met. */
  ended = false;
  readonly #record: Float64Array = new Float64Array(32);
  #fields = 1;
  #field = 0;
  #number = 0;
  #inNumber = false;

  /** To be called behind the opening bracket of each list, with the numbers of a record. */
  begin(fields: number): void {
    this.records = 0;
    this.ended = false;
    this.#fields = fields;
    this.#field = 0;
    this.#inNumber = false;
  }

  /**
   * Reads on; returns where it stopped, behind the list or at `to`.
   *
   * @param take what a record is handed to, which is overwritten by the next one
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  read(bytes: Uint8Array, from: number, to: number, take: (record: Float64Array) => void): number {
    let number = this.#number;
    let inNumber = this.#inNumber;
    let at = from;
    for (; at < to && !this.ended; at++) {
      const byte = bytes[at]!;
      const digit = byte - zero;
      if (digit >= 0 && digit <= 9) {
        number = inNumber ? number * 10 + digit : digit;
        inNumber = true;
        continue;
      }
      if (inNumber) {
        inNumber = false;
        this.#record[this.#field++] = number;
        if (this.#field === this.#fields) {
          this.#field = 0;
          this.records += 1;
          take(this.#record);
        }
      }
      if (byte === closingBracket) this.#end();
      else if (byte > 32 && byte !== comma) {
        throw invalidSnapshot(
          'have whole numbers in its lists',
          `there is ${JSON.stringify(String.fromCharCode(byte))} in one`,
        );
      }
    }
    this.#number = number;
    this.#inNumber = inNumber;
    return at;
  }

  #end(): void {
    this.ended = true;
    if (this.#field > 0) {
      throw invalidSnapshot('have whole records', `one ends after ${this.#field} of ${this.#fields} numbers`);
    }
  }
}
