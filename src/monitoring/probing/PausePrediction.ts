import { median } from '../../analysis/robustStatistics.ts';

/** What is believed of pauses before any was seen, in milliseconds per live byte. */
export interface PauseGuess {
  readonly startMsPerByte: number;
  /** What seen ones fade towards. */
  readonly fastestMsPerByte: number;
  /** Whether a first one that is longer is believed at once. @default true */
  readonly believesFirst?: boolean;
  /** What was learnt fades by half in this time. @default half an hour */
  readonly halfLifeMs?: number;
}

/** Of a heap of small objects, V8 collects a megabyte in 0.25 ms (Node 24) to 1.25 ms (Node 20); of others it is less. */
const fullPauses: PauseGuess = { startMsPerByte: 0.6 / 1024 ** 2, fastestMsPerByte: 0.25 / 1024 ** 2 };
const pausesKept = 5;
const usualHalfLifeMs = 1_800_000;

/**
 * How long a collection will pause: milliseconds per live byte, the median of the last five, so that single
 * ones do not matter, except that the first ones are believed at once where they are longer than the guess. What was learnt fades towards the fastest, by half
 * in half an hour, since what forbids every probe would otherwise never be found out to be wrong.
 */
export class PausePrediction {
  readonly #msPerByte: Float64Array;
  readonly #fastestMsPerByte: number;
  readonly #believesFirst: boolean;
  readonly #halfLifeMs: number;
  #next = 0;
  #seen = 0;
  #longestSeen = 0;

  /** @param guess default: that of full collections */
  constructor({
    startMsPerByte,
    fastestMsPerByte,
    believesFirst = true,
    halfLifeMs = usualHalfLifeMs,
  }: PauseGuess = fullPauses) {
    this.#msPerByte = new Float64Array(pausesKept).fill(startMsPerByte);
    this.#fastestMsPerByte = fastestMsPerByte;
    this.#believesFirst = believesFirst;
    this.#halfLifeMs = halfLifeMs;
  }

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
    const kept = 0.5 ** (durationMs / this.#halfLifeMs);
    for (let index = 0; index < pausesKept; index++) {
      const learnt = this.#msPerByte[index]! - this.#fastestMsPerByte;
      this.#msPerByte[index] = this.#fastestMsPerByte + kept * learnt;
    }
    this.#longestSeen *= kept;
  }

  /** The pause to expect for so many live bytes, in milliseconds. */
  pauseMs(liveBytes: number): number {
    const msPerByte = median(this.#msPerByte);
    const believed = this.learnt || !this.#believesFirst;
    return (believed ? msPerByte : Math.max(msPerByte, this.#longestSeen)) * liveBytes;
  }
}
