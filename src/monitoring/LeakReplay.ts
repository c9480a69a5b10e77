import type { Configuration } from '../configuration/Configuration.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import type { LeakReport } from '../wire/event.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import type { LeakVerdict } from './LeakVerdict.ts';
import { LeakWatch } from './LeakWatch.ts';
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

/** The watch that runs live, shown samples of the past at the pace of their own time. */
export class LeakReplay {
  readonly #watch: LeakWatch;
  readonly #steps: LeakStep[] = [];

  /** What the settings say of `enabled` is left aside: whoever replays wants to know. */
  constructor(settings: Configuration['leakDetection']) {
    this.#watch = new LeakWatch({ leakDetection: { ...settings, enabled: true }, isRecorded: true });
  }

  get readings(): MinimumSeries {
    return this.#watch.detector.readings;
  }

  addReading(reading: LiveReading): void {
    this.#watch.addReading(reading);
  }

  addSample(row: SampleRow): void {
    for (const report of this.#watch.addSample(row)) this.#steps.push({ time: row[column.time]!, report });
  }

  history(): LeakHistory {
    return { verdict: this.#watch.verdict(), steps: this.#steps.slice() };
  }
}
