/** So many of the last values count. */
const memory = 32;

/** The mean of the last 32 values or so: each of them counts about the same, older ones fade. */
export class RecentMean {
  #seen = 0;
  #mean = 0;

  /** `undefined` until a value was seen. */
  get value(): number | undefined {
    return this.#seen === 0 ? undefined : this.#mean;
  }

  add(value: number): void {
    if (this.#seen < memory) this.#seen++;
    this.#mean += (value - this.#mean) / this.#seen;
  }
}
