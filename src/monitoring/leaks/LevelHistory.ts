import type { Points } from '../../analysis/thinning.ts';

/** The lowest and the highest level in a stretch of time. */
export interface LevelRange {
  readonly lowest: number;
  readonly highest: number;
}

const stretchMs = 120_000;
const stretches = 720;

const fewestSteps = 3;

/** How low and how high a series has been, in stretches of two minutes, for a day: what is normal in this process. */
export class LevelHistory {
  readonly #begins: Float64Array = new Float64Array(stretches).fill(Number.NaN);
  readonly #lowest: Float64Array = new Float64Array(stretches);
  readonly #highest: Float64Array = new Float64Array(stretches);

  get heldBytes(): number {
    return this.#begins.byteLength + this.#lowest.byteLength + this.#highest.byteLength;
  }

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

  /** The lowest level of each stretch that lies between two times, at its begin. */
  lows(fromMs: number, toMs: number): Points {
    const times: number[] = [];
    const values: number[] = [];
    const first = Math.max(Math.ceil(fromMs / stretchMs), Math.floor(toMs / stretchMs) - stretches);
    for (let number = first; (number + 1) * stretchMs <= toMs; number++) {
      const place = number % stretches;
      if (this.#begins[place] !== number * stretchMs) continue;
      times.push(number * stretchMs);
      values.push(this.#lowest[place]!);
    }
    return { times, values };
  }

  /**
   * The largest change, up or down, that came gradually within so long, between two times: in each window the largest
   * step does not count, and the others stand for it. `NaN` where there are not stretches enough to say.
   */
  steadyChange(durationMs: number, fromMs: number, toMs: number): number {
    const { times, values: levels } = this.lows(fromMs, toMs);
    let largest = Number.NaN;
    let last = 0;
    for (let first = 0; first < times.length; first++) {
      while (
        last < times.length - 1 &&
        (times[last]! - times[first]! < durationMs || last - first < fewestSteps)
      ) {
        last += 1;
      }
      const span = times[last]! - times[first]!;
      if (last - first < fewestSteps || span < durationMs) break;
      const change = Math.abs(withoutJump(levels, first, last)) * (durationMs / span);
      if (!(change <= largest)) largest = change;
    }
    return largest;
  }
}

/** The change between two places, as if the largest step between them had been like the others. */
function withoutJump(levels: readonly number[], first: number, last: number): number {
  let jump = 0;
  for (let index = first + 1; index <= last; index++) {
    const step = levels[index]! - levels[index - 1]!;
    if (Math.abs(step) > Math.abs(jump)) jump = step;
  }
  const steps = last - first;
  return (levels[last]! - levels[first]! - jump) * (steps / (steps - 1));
}
