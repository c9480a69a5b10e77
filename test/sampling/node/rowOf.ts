import type { CounterReader } from '../../../src/sampling/node/CounterReader.ts';
import { type SampleField, type SampleRow, toRow } from '../../../src/wire/sample.ts';

/** The row that a reader leaves behind, with some columns filled in before it. */
export function rowOf(
  reader: CounterReader,
  now = 0,
  before: Partial<Record<SampleField, number>> = {},
): SampleRow {
  const row = toRow(before);
  reader.read(row, now);
  return row;
}
