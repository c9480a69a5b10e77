import { median } from '../analysis/robustStatistics.ts';
import { PausePrediction } from '../monitoring/probing/PausePrediction.ts';
import type { Collection } from '../sampling/Collector.ts';

/** How long a collection stood still, and what it took of the processor, in milliseconds. */
export type CollectionTime = Pick<Collection & { readonly performed: true }, 'pauseMs' | 'cpuMs'>;

const stretchesKept = 5;
/** A machine is busy for a while: what was seen of that fades by half in this time. */
const stretchHalfLifeMs = 30_000;

/**
 * How long collections will pause: what they take themselves, which belongs to the heap, and how much a machine that is busy
 * with others stretches that, which passes. The stretch is the median of the last five, so that one that stood still for
 * seconds for want of a processor forbids none of the next.
 */
export class CollectionPauses {
  readonly #own: PausePrediction = new PausePrediction();
  readonly #stretches: Float64Array = new Float64Array(stretchesKept).fill(1);
  #next = 0;

  /** Whether what was seen decides. */
  get learnt(): boolean {
    return this.#own.learnt;
  }

  /** Takes a collection. */
  add(taken: CollectionTime, liveBytes: number): void {
    const own = ownMs(taken);
    this.#own.add(own, liveBytes);
    if (!(own > 0)) return;
    this.#stretches[this.#next] = Math.max(1, taken.pauseMs / own);
    this.#next = (this.#next + 1) % stretchesKept;
  }

  /** Lets time pass. */
  pass(durationMs: number): void {
    this.#own.pass(durationMs);
    const kept = 0.5 ** (durationMs / stretchHalfLifeMs);
    for (let index = 0; index < stretchesKept; index++) {
      this.#stretches[index] = 1 + kept * (this.#stretches[index]! - 1);
    }
  }

  /** The pause to expect for so many live bytes, in milliseconds. */
  pauseMs(liveBytes: number): number {
    return this.#own.pauseMs(liveBytes) * median(this.#stretches);
  }
}

/**
 * What a collection took itself, in milliseconds: on a busy machine less than its pause, which waits for the processor, and
 * where several threads collect less than their processor time.
 */
export function ownMs({ pauseMs, cpuMs }: CollectionTime): number {
  return cpuMs > 0 ? Math.min(pauseMs, cpuMs) : pauseMs;
}
