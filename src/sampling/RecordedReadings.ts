import { column, type SampleRow } from '../wire/sample.ts';
import type { LiveReading } from './MemorySource.ts';

/**
 * Finds the readings that samples tell of: where the live size or the count of major collections differs from the sample
 * before. The time of such a reading is that of its sample, up to one interval late; several collections between two
 * samples make one reading.
 */
export class RecordedReadings {
  #readings = 0;
  #liveBytes = Number.NaN;
  #counted = Number.NaN;

  /** Takes the next sample of one process; returns the reading that it tells of. */
  next(row: SampleRow): LiveReading | undefined {
    const liveBytes = row[column.liveBytes]!;
    const counted = row[column.majorCollections]!;
    const isNew = liveBytes !== this.#liveBytes || counted > this.#counted;
    this.#liveBytes = liveBytes;
    this.#counted = counted;
    if (Number.isNaN(liveBytes) || !isNew) return undefined;
    this.#readings += 1;
    return {
      time: row[column.time]!,
      liveBytes,
      externalBytes: row[column.externalBytes]!,
      majorCollections: Number.isNaN(counted) ? this.#readings : counted,
    };
  }
}
