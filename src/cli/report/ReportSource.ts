import type { Incident } from '../../wire/incident.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { ProcessSummary } from '../../wire/process.ts';

/** Which stretch of a history, and how coarse rows are put together. Epoch milliseconds. */
interface AskedHistory {
  readonly fromMs: number;
  readonly toMs: number;
  readonly statistic: 'mean' | 'max';
}

/** Who knows what processes have told: a hub in this process or in another. */
export interface ReportSource {
  history(id: string, range: AskedHistory): HistoryAnswer | undefined | Promise<HistoryAnswer | undefined>;
  incidents(): readonly Incident[] | Promise<readonly Incident[]>;
}

/** What is reported of. */
export interface ReportedStretch {
  readonly process: ProcessSummary;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}
