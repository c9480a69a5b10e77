import { median } from '../analysis/robustStatistics.ts';

/** Of a heap of small objects, V8 collects a megabyte in 0.25 ms (Node 24) to 1.25 ms (Node 20); of others it is less. */
const startMsPerByte = 0.6 / 1024 ** 2;
const fastestMsPerByte = 0.25 / 1024 ** 2;
const pausesKept = 5;
const halfLifeMs = 1_800_000;

/**
 * How long a full collection will pause: milliseconds per live byte, the median of the last five, so that single
 * ones do not matter, except that the first ones are believed at once where they are longer than the guess. What was learnt fades towards the fastest, by half
 * in half an hour, since what forbids every probe would otherwise never be found out to be wrong.
 */
export class PausePrediction {
  readonly #msPerByte: Float64Array = new Float64Array(pausesKept).fill(startMsPerByte);
  #next = 0;
  #seen = 0;
  #longestSeen = 0;

  /** Whether what was seen decides: most of what counts is no guess. */
  get learnt(): boolean {
    return this.#seen > pausesKept / 2;
  }

  /** Takes a pause. */
  add(pauseMs: number, liveBytes: number): void {
    if (!(liveBytes > 0)) return;
    this.#seen += 1;
    this.#longestSeen = Math.max(this.#longestSeen, pauseMs / liveBytes);
    this.#msPerByte[this.#next] = pauseMs / liveBytes;
    this.#next = (this.#next + 1) % pausesKept;
  }

  /** Lets time pass. */
  pass(durationMs: number): void {
    const kept = 0.5 ** (durationMs / halfLifeMs);
    for (let index = 0; index < pausesKept; index++) {
      const learnt = this.#msPerByte[index]! - fastestMsPerByte;
      this.#msPerByte[index] = fastestMsPerByte + kept * learnt;
    }
    this.#longestSeen *= kept;
  }

  /** The pause to expect for so many live bytes, in milliseconds. */
  pauseMs(liveBytes: number): number {
    const msPerByte = median(this.#msPerByte);
    return (this.learnt ? msPerByte : Math.max(msPerByte, this.#longestSeen)) * liveBytes;
  }
}
