/** What became of the requests of a run. */
export interface LoadResult {
  /** 2xx. */
  readonly answered: number;
  /** 503: "try again later". */
  readonly refused: number;
  /** Anything else: another status, a connection that broke, no answer in time, nobody there. */
  readonly failed: number;
  /** Of those that were answered, in milliseconds, unordered. */
  readonly latenciesMs: readonly number[];
}

/** Counts what becomes of requests. */
export class Tally {
  readonly #latenciesMs: number[] = [];
  #refused = 0;
  #failed = 0;

  get result(): LoadResult {
    return {
      answered: this.#latenciesMs.length,
      refused: this.#refused,
      failed: this.#failed,
      latenciesMs: this.#latenciesMs,
    };
  }

  answered(status: number, latencyMs: number): void {
    if (status >= 200 && status < 300) this.#latenciesMs.push(latencyMs);
    else if (status === 503) this.#refused += 1;
    else this.#failed += 1;
  }

  failed(): void {
    this.#failed += 1;
  }
}
