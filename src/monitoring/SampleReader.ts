import type { LiveReading, MemorySource } from '../sampling/MemorySource.ts';
import { wallClock } from '../sampling/monotoneClock.ts';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import type { FaultLog } from './FaultLog.ts';
import { SpentTime } from './SpentTime.ts';

/** Reads a source that may fail: the logger hears of it, and nobody else. */
export class SampleReader {
  readonly #source: MemorySource;
  readonly #faults: FaultLog;
  readonly #spent: SpentTime | undefined;

  constructor(source: MemorySource, faults: FaultLog) {
    this.#source = source;
    this.#faults = faults;
    this.#spent = source.threadTime && new SpentTime(source.threadTime);
  }

  /** Hands on each live reading. Returns an unsubscribe function, or `undefined` where the source has failed. */
  onReading(listener: (reading: LiveReading) => void): (() => void) | undefined {
    try {
      return this.#source.onReading(listener);
    } catch (error) {
      this.#faults.report('the memory source', error);
      return undefined;
    }
  }

  /** Writes the counters of this instant into the row. Whether the source told a sample that has a time. */
  read(row: SampleRow): boolean {
    try {
      this.#source.read(row);
    } catch (error) {
      this.#faults.report('the memory source', error);
      return false;
    }
    return Number.isFinite(row[column.time]);
  }

  /**
   * Reads the next sample of the monitor: the counters, and what the time since the one before went to.
   *
   * @param lateMs how late it comes
   */
  readNext(row: SampleRow, lateMs: number): boolean {
    if (!this.read(row)) return false;
    // A recording has told all of that itself.
    if (this.#source.kind !== 'recording') {
      row[column.eventLoopDelayMs] = lateMs;
      this.#spent?.write(row);
    }
    return true;
  }

  /** A new row of this instant, which has a time in any case. */
  readNow(): SampleRow {
    const row = new Float64Array(sampleFields.length).fill(Number.NaN);
    if (!this.read(row)) row[column.time] = wallClock();
    return row;
  }

  /** This instant on the clock of the samples, in epoch milliseconds. */
  timeNow(): number {
    return this.readNow()[column.time] as number;
  }
}
