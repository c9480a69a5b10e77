/** The lowest and the highest level in a stretch of time. */
export interface LevelRange {
  readonly lowest: number;
  readonly highest: number;
}

const stretchMs = 300_000;
const stretches = 288;

/** How low and how high a series has been, in stretches of five minutes, for a day: what is normal in this process. */
export class LevelHistory {
  readonly #begins: Float64Array = new Float64Array(stretches).fill(Number.NaN);
  readonly #lowest: Float64Array = new Float64Array(stretches);
  readonly #highest: Float64Array = new Float64Array(stretches);

  /** Takes a reading. Times ascend. */
  add(time: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const number = Math.floor(time / stretchMs);
    const place = number % stretches;
    if (this.#begins[place] !== number * stretchMs) {
      this.#begins[place] = number * stretchMs;
      this.#lowest[place] = value;
      this.#highest[place] = value;
      return;
    }
    this.#lowest[place] = Math.min(this.#lowest[place]!, value);
    this.#highest[place] = Math.max(this.#highest[place]!, value);
  }

  /** The range of all stretches that lie between two times; `undefined` where there is none. */
  between(fromMs: number, toMs: number): LevelRange | undefined {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < stretches; place++) {
      const begin = this.#begins[place]!;
      if (!(begin >= fromMs && begin + stretchMs <= toMs)) continue;
      lowest = Math.min(lowest, this.#lowest[place]!);
      highest = Math.max(highest, this.#highest[place]!);
    }
    return lowest <= highest ? { lowest, highest } : undefined;
  }
}
