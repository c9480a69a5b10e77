import type { ReadingProgress } from '../../profiling/analyst/AnalysisJob.ts';
import type { AnalysisProgress } from '../../wire/snapshot.ts';

/** Until then the pace is that of the first chunks, which come from a cache or from a sleeping disk. */
const shortestMs = 300;
/** How many times longer than reading it the analysis of the last snapshot takes: measured two to four. */
const timesTheReading = 3;

/** How fast an analysis reads, and when it will be done. */
export class AnalysisPace {
  readonly #lastBytes: number;
  readonly #now: () => number;
  readonly #begin: number;

  /**
   * @param lastBytes size of the last snapshot, which is analysed in full
   * @param now milliseconds from anywhere that never go back
   */
  constructor(lastBytes: number, now: () => number) {
    this.#lastBytes = lastBytes;
    this.#now = now;
    this.#begin = now();
  }

  /** The progress with pace and estimate, where these can be told. */
  at(progress: ReadingProgress): AnalysisProgress {
    const elapsedMs = this.#now() - this.#begin;
    if (elapsedMs < shortestMs || progress.bytesRead === 0) return progress;
    const perMs = progress.bytesRead / elapsedMs;
    const leftBytes = progress.totalBytes - progress.bytesRead + timesTheReading * this.#lastBytes;
    return {
      ...progress,
      bytesPerSecond: Math.round(perMs * 1000),
      remainingMs: Math.round(leftBytes / perMs),
    };
  }
}
