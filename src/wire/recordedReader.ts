import { count, flag, list, number, optional, type Reader, record } from './reader.ts';
import type { RecordedProcess } from './recorded.ts';
import { history, summary } from './validate.ts';

/** Reads a recorded process, as the dashboard saves one. */
export const recordedProcess: Reader<RecordedProcess> = record<RecordedProcess>({
  process: summary,
  histories: list(history),
  recordedAt: number,
  samplesOnly: optional(flag),
  leftOut: optional(count),
});
