import { durationInWords, percentInWords, rateInWords } from '../monitoring/quantity.ts';
import type { Output } from './CommandContext.ts';

/** What is being done, of which there may be several in a row. */
export interface ProgressStage {
  /** `reading samples.jsonl`. */
  readonly title: string;
  /** What there is to do, in any unit; `undefined` where that is not known. */
  readonly total: number | undefined;
  /** Whether what is done counts bytes, whose rate is worth telling. */
  readonly countsBytes?: boolean;
}

/** Options of a {@link Progress}. */
export interface ProgressOptions extends ProgressStage {
  readonly output: Output;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** When the whole work began, of which this is a stage: what is over in a second says nothing. @default now */
  readonly begunAt?: number;
}

/** Hears how far a stage has come. */
export interface ProgressView {
  /** Says how much is done; `words` stands in where the total is not known, and the time where there are none. */
  update(done: number, words?: string): void;
  end(): void;
}

const silentMs = 1000;
const betweenMs = 200;
const erased = '\r\x1b[2K';

/** One line at a terminal that says how far long work has come, and is gone when it is done. Anywhere else nothing. */
export class Progress implements ProgressView {
  readonly #options: ProgressOptions;
  readonly #startedAt: number;
  readonly #silentUntil: number;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#silentUntil = (options.begunAt ?? this.#startedAt) + silentMs;
  }

  update(done: number, words?: string): void {
    const { output, title, total, countsBytes, now } = this.#options;
    const time = now();
    if (output.isTTY !== true || time < this.#silentUntil || time - this.#shownAt < betweenMs) return;
    this.#shownAt = time;
    const passedMs = Math.max(1, time - this.#startedAt);
    const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total);
    const left =
      share === undefined || share === 0
        ? ''
        : `   ${durationInWords((passedMs / share) * (1 - share))} left`;
    const far = share === undefined ? (words ?? durationInWords(passedMs)) : percentInWords(share);
    const rate = countsBytes === true ? `   ${rateInWords((done * 1000) / passedMs)}` : '';
    output.write(`${erased}tidemark  ${title}   ${far}${rate}${left}   Ctrl-C stops`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt !== Number.NEGATIVE_INFINITY) this.#options.output.write(erased);
    this.#shownAt = Number.NEGATIVE_INFINITY;
  }
}
