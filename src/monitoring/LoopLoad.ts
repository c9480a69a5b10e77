const blockMs = 20_000;
/** Two hours. */
const mostBlocks = 360;
const fewestBlocks = 8;

/** How busy the event loop has been over time, by which growth that follows the load is told from a leak. */
export class LoopLoad {
  readonly #begins: Float64Array = new Float64Array(mostBlocks).fill(Number.NaN);
  readonly #sums: Float64Array = new Float64Array(mostBlocks);
  readonly #counts: Uint32Array = new Uint32Array(mostBlocks);

  /** Bytes that the memory of it takes. */
  get heldBytes(): number {
    return this.#begins.byteLength + this.#sums.byteLength + this.#counts.byteLength;
  }

  /** Takes the share of the time since the call before in which the loop was busy. Times ascend. */
  add(time: number, use: number): void {
    if (!(use >= 0)) return;
    const number = Math.floor(time / blockMs);
    const place = number % mostBlocks;
    if (this.#begins[place] !== number * blockMs) {
      this.#begins[place] = number * blockMs;
      this.#sums[place] = 0;
      this.#counts[place] = 0;
    }
    this.#sums[place]! += use;
    this.#counts[place]! += 1;
  }

  /**
   * How many times as busy the loop was in the last quarter of a stretch of time as in the first; `NaN` where less than
   * 160 s of it are known.
   */
  ratio(fromMs: number, toMs: number): number {
    const uses: number[] = [];
    for (let number = Math.ceil(fromMs / blockMs); (number + 1) * blockMs <= toMs; number++) {
      const place = number % mostBlocks;
      if (this.#begins[place] === number * blockMs) uses.push(this.#sums[place]! / this.#counts[place]!);
    }
    if (uses.length < fewestBlocks) return Number.NaN;
    const quarter = Math.floor(uses.length / 4);
    return mean(uses.slice(-quarter)) / mean(uses.slice(0, quarter));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
