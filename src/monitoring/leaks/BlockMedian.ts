import { median } from '../../analysis/robustStatistics.ts';

const mostValues = 64;

/** One value in the middle of a stretch of time. */
export interface BlockPoint {
  readonly time: number;
  readonly value: number;
}

/**
 * The middle of a quantity over time: the values of one block become their median, once the block is over. For what
 * swings both ways, of which the smallest value says nothing. Of a block at most 64 values are looked at, spread evenly
 * over it. A value takes constant time and allocates nothing.
 */
export class BlockMedian {
  readonly #blockMs: number;
  readonly #values: Float64Array = new Float64Array(mostValues);
  #begin = Number.NaN;
  #last = Number.NaN;
  #seen = 0;
  #kept = 0;
  #stride = 1;

  constructor(blockMs: number) {
    this.#blockMs = blockMs;
  }

  get heldBytes(): number {
    return this.#values.byteLength;
  }

  /**
   * Takes a value, and tells the median of the block before where this one begins a new block. A value that is not a
   * number, or is older than the one before it, is left out.
   */
  add(time: number, value: number): BlockPoint | undefined {
    if (!Number.isFinite(value) || time < this.#last) return undefined;
    const point = time - this.#begin < this.#blockMs ? undefined : this.#end(time);
    this.#last = time;
    if (this.#seen++ % this.#stride === 0) {
      if (this.#kept === mostValues) this.#thin();
      this.#values[this.#kept++] = value;
    }
    return point;
  }

  #end(time: number): BlockPoint | undefined {
    const values = this.#values.subarray(0, this.#kept);
    const point =
      this.#kept > 0 ? { time: (this.#begin + this.#last) / 2, value: median(values) } : undefined;
    this.#begin = time;
    this.#seen = 0;
    this.#kept = 0;
    this.#stride = 1;
    return point;
  }

  /** Every second value makes room for the rest of the block. */
  #thin(): void {
    for (let index = 0; 2 * index < mostValues; index++) this.#values[index] = this.#values[2 * index]!;
    this.#kept = mostValues / 2;
    this.#stride *= 2;
  }
}
