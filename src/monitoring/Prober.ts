import type { Configuration } from '../configuration/Configuration.ts';
import type { Collector } from '../sampling/Collector.ts';
import type { LiveReading } from '../sampling/MemorySource.ts';
import { column, type SampleRow } from '../wire/sample.ts';
import type { ProbeCost } from './MonitorCost.ts';
import { type ProbeMoment, ProbeSchedule } from './ProbeSchedule.ts';

/** Makes the probes that a {@link ProbeSchedule} asks for, and keeps account of their pauses. */
export class Prober {
  readonly #maxPauseMs: number;
  readonly #collector: Collector | undefined;
  /** `undefined` where no probe will ever be made. */
  #schedule: ProbeSchedule | undefined;
  #refusal: string | undefined;
  #count = 0;
  #pauseMs = 0;
  #longestPauseMs = 0;

  /** @param collector `undefined` where the source cannot force collections */
  constructor({ mode, maxPause }: Configuration['probes'], collector: Collector | undefined) {
    this.#maxPauseMs = maxPause;
    this.#collector = collector;
    if (mode === 'off') this.#refusal = 'Probes are turned off, by probes.mode or by leakDetection.enabled.';
    else if (!collector) this.#refusal = 'The source of the samples cannot force collections.';
    else this.#schedule = new ProbeSchedule({ mode, maxPauseMs: maxPause });
  }

  /** What probes have cost so far. */
  get cost(): ProbeCost {
    return {
      count: this.#count,
      pauseMs: this.#pauseMs,
      longestPauseMs: this.#longestPauseMs,
      refusal: this.#refusal,
    };
  }

  /** Takes a reading, whatever made the collection. */
  addReading(reading: LiveReading): void {
    this.#schedule?.addReading(reading);
  }

  /** Takes a sample, and makes a probe if one is due. Its reading comes from the source, like any other. */
  addSample(row: SampleRow, suspected: boolean): void {
    const collector = this.#collector;
    if (this.#schedule === undefined || collector === undefined) return;
    const moment: ProbeMoment = {
      time: row[column.time]!,
      usedBytes: row[column.oldUsedBytes]! + row[column.newSpaceBytes]!,
      loopUse: collector.loopUse(),
      suspected,
    };
    const decision = this.#schedule.decide(moment);
    if (decision === 'too-long') this.#refusal = this.#tooLong(this.#schedule.predictedPauseMs(moment));
    else if (decision === 'over-budget')
      this.#refusal = 'The probes so far have used up their share of time.';
    else this.#refusal = undefined;
    if (decision === 'probe') this.#probe(this.#schedule, collector);
  }

  #probe(schedule: ProbeSchedule, collector: Collector): void {
    const collection = collector.collect();
    if (!collection.performed) {
      this.#schedule = undefined;
      this.#refusal = collection.reason;
      return;
    }
    const { pauseMs } = collection;
    schedule.addProbe(collection);
    this.#count += 1;
    this.#pauseMs += pauseMs;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, pauseMs);
  }

  #tooLong(pauseMs: number): string {
    return `A forced collection would pause for about ${Math.round(pauseMs)} ms; at most ${this.#maxPauseMs} ms are allowed (probes.maxPause).`;
  }
}
