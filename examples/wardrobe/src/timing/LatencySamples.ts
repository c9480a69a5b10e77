import type { Leaks } from '../leaks/Leaks.ts';

export interface LatencySample {
  readonly operation: string;
  readonly atMs: number;
  readonly durationMs: number;
}

/** What one sample keeps alive in V8: the object, two boxed doubles, its place in the array. */
const bytesPerSample = 90;

/** How long the latest lookups took. */
export class LatencySamples {
  readonly #samples: LatencySample[] = [];
  readonly #maxSamples: number;
  readonly #leaks: Leaks;
  readonly #now: () => number;
  #next = 0;

  constructor({ maxSamples = 1000, leaks, now }: { maxSamples?: number; leaks: Leaks; now: () => number }) {
    this.#maxSamples = maxSamples;
    this.#leaks = leaks;
    this.#now = now;
  }

  get size(): number {
    return this.#samples.length;
  }

  /** Runs the lookup, keeps its duration, and returns its result. */
  time<Result>(operation: string, lookup: () => Result): Result {
    const startedAtMs = this.#now();
    const result = lookup();
    this.#add({ operation, atMs: startedAtMs, durationMs: this.#now() - startedAtMs });
    return result;
  }

  /** The duration in milliseconds below which `share` of the samples lie, 0 where there are none. */
  percentileMs(share: number): number {
    const sorted = this.#samples.map((sample) => sample.durationMs).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  }

  #add(sample: LatencySample): void {
    if (this.#samples.length < this.#maxSamples || this.#leaks.occurs('latency-samples', bytesPerSample)) {
      this.#samples.push(sample);
      return;
    }
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % this.#maxSamples;
  }
}
