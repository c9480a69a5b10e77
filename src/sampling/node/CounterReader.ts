import type { SampleRow } from '../../wire/sample.ts';

/** One part of a Node sample. */
export interface CounterReader {
  /**
   * Writes its columns into a row whose other columns hold `NaN` or what earlier readers wrote. Never throws.
   *
   * @param now epoch milliseconds of the sample
   */
  read(row: SampleRow, now: number): void;
  /** Releases its descriptors. */
  close(): void;
}
