import type { Configuration } from '../configuration/Configuration.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { LeakReport } from '../wire/event.ts';
import { column } from '../wire/sample.ts';
import { LeakDetector } from './LeakDetector.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import { betweenLooksMs } from './leakCriteria.ts';
import type { MinimumSeries } from './MinimumSeries.ts';

/** A step of a leak's verdict, and when it was taken. */
export interface LeakStep {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly report: LeakReport;
}

/** What the detector says of samples that are past: as of the last one, and on the way there. */
export interface LeakHistory {
  readonly verdict: LeakVerdict;
  /** Suspected, confirmed, withdrawn, in the order in which it would have been told. */
  readonly steps: readonly LeakStep[];
}

/** The detector that runs live, shown samples of the past at the pace of their own time. */
export class LeakReplay {
  readonly #detector: LeakDetector;
  readonly #steps: LeakStep[] = [];
  #lastLook = Number.NEGATIVE_INFINITY;

  constructor(settings: Configuration['leakDetection']) {
    this.#detector = new LeakDetector(settings);
  }

  get readings(): MinimumSeries {
    return this.#detector.readings;
  }

  addReading(reading: LiveReading): void {
    this.#detector.addReading(reading);
  }

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    this.#detector.addSample(row);
    if (time - this.#lastLook < betweenLooksMs) return;
    this.#lastLook = time;
    for (const report of this.#detector.look()) this.#steps.push({ time, report });
  }

  history(): LeakHistory {
    return { verdict: this.#detector.verdict(), steps: this.#steps.slice() };
  }
}
