/**
 * The largest value of the last half hour or so: a ring of peaks, one a slice, so that a peak is forgotten between
 * one horizon and one slice more after it. A value takes constant time and allocates nothing.
 */
export class HighWater {
  readonly #sliceMs: number;
  readonly #peaks: Float64Array;
  #slice = Number.NaN;

  constructor(horizonMs: number, slices = 30) {
    this.#sliceMs = horizonMs / slices;
    this.#peaks = new Float64Array(slices + 1).fill(Number.NEGATIVE_INFINITY);
  }

  /** Bytes that the ring takes. */
  get heldBytes(): number {
    return this.#peaks.byteLength;
  }

  /** Takes a value and tells the largest; a value that is not a number is left out. */
  add(time: number, value: number): number {
    const slice = Math.floor(time / this.#sliceMs);
    const passed = slice - this.#slice;
    if (passed !== 0) {
      const emptied = passed > 0 && passed < this.#peaks.length ? passed : this.#peaks.length;
      for (let back = 0; back < emptied; back++)
        this.#peaks[this.#placeOf(slice - back)] = Number.NEGATIVE_INFINITY;
      this.#slice = slice;
    }
    const place = this.#placeOf(slice);
    if (value > this.#peaks[place]!) this.#peaks[place] = value;
    let largest = Number.NEGATIVE_INFINITY;
    for (const peak of this.#peaks) if (peak > largest) largest = peak;
    return largest;
  }

  #placeOf(slice: number): number {
    return slice % this.#peaks.length;
  }
}
