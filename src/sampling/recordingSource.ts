import type { SampleRow } from '../wire/sample.ts';
import { tell } from './LiveSizeTracker.ts';
import type { LiveReading, MemorySource } from './MemorySource.ts';
import { RecordedReadings } from './RecordedReadings.ts';

/** A recording played back. */
export interface RecordingSource extends MemorySource {
  readonly kind: 'recording';
  /** Samples that have not been read yet. */
  readonly remaining: number;
}

/**
 * Plays samples back: each read gives the next one, and after the last one `NaN` in every column. Where the live size
 * or the count of major collections differs from the sample before, listeners get that reading, with the time of its
 * sample.
 *
 * @param rows samples of one process, oldest first, as `readRecording` gives them
 */
export function recordingSource(rows: readonly SampleRow[]): RecordingSource {
  const listeners = new Set<(reading: LiveReading) => void>();
  const readings = new RecordedReadings();
  let next = 0;

  return {
    kind: 'recording',
    get remaining(): number {
      return rows.length - next;
    },
    read(row: SampleRow): void {
      const recorded = rows[next];
      if (recorded === undefined) {
        row.fill(Number.NaN);
        return;
      }
      next++;
      row.set(recorded);
      const reading = readings.next(recorded);
      if (reading !== undefined) tell(listeners, reading);
    },
    onReading(listener): () => void {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close(): void {
      listeners.clear();
    },
  };
}
