import { durationInWords, percentInWords, rateInWords } from '../monitoring/quantity.ts';
import type { Output } from './CommandContext.ts';

/** Options of a {@link Progress}. */
export interface ProgressOptions {
  readonly output: Output;
  /** What is being done: `reading samples.jsonl`. */
  readonly title: string;
  /** What there is to do, in any unit; `undefined` where that is not known. */
  readonly total: number | undefined;
  /** Whether what is done counts bytes, whose rate is worth telling. */
  readonly countsBytes?: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const silentMs = 1000;
const betweenMs = 200;
const erased = '\r\x1b[2K';

/** One line at a terminal that says how far long work has come, and is gone when it is done. Anywhere else nothing. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #startedAt: number;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** Says how much is done; `words` stands in where the total is not known. */
  update(done: number, words: string): void {
    const { output, title, total, countsBytes, now } = this.#options;
    const time = now();
    const passedMs = time - this.#startedAt;
    if (output.isTTY !== true || passedMs < silentMs || time - this.#shownAt < betweenMs) return;
    this.#shownAt = time;
    const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
    const left = share === undefined ? '' : `   ${durationInWords((passedMs / share) * (1 - share))} left`;
    const far = share === undefined ? words : percentInWords(share);
    const rate = countsBytes === true ? `   ${rateInWords((done * 1000) / passedMs)}` : '';
    output.write(`${erased}tidemark  ${title}   ${far}${rate}${left}   Ctrl-C stops`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt !== Number.NEGATIVE_INFINITY) this.#options.output.write(erased);
  }
}
