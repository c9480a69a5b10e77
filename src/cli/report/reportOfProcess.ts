import type { MemoryReport } from '../../reporting/MemoryReport.ts';
import { recordedProcess } from '../../reporting/recordedProcess.ts';
import { reportOfAnswers } from '../../reporting/reportOfAnswers.ts';
import type { HistoryAnswer } from '../../wire/message.ts';
import type { RecordedProcess } from '../../wire/recorded.ts';
import type { ReportedStretch, ReportSource } from './ReportSource.ts';

/** A report, and what its page draws. */
export interface ProcessReport {
  readonly report: MemoryReport;
  readonly recorded: RecordedProcess;
}

const finestSamples = 900;
const middleTierMs = 2 * 3_600_000;

/** Asks for all that is known of a process in a stretch of time, and reports it. `madeAt` in epoch milliseconds. */
export async function reportOfProcess(
  source: ReportSource,
  { process, fromMs, toMs }: ReportedStretch,
  madeAt: number,
): Promise<ProcessReport> {
  const { id, intervalMs, startedAt } = process.identity;
  const begin = Math.max(fromMs, startedAt);
  const starts = [begin, toMs - middleTierMs, toMs - finestSamples * intervalMs];
  const ask = async (statistic: 'mean' | 'max'): Promise<HistoryAnswer[]> => {
    const answers: HistoryAnswer[] = [];
    for (const start of starts.filter((start, index) => index === 0 || start > begin)) {
      const answer = await source.history(id, { fromMs: start, toMs, statistic });
      if (answer === undefined) break;
      answers.push(answer);
      if (answer.stepMs <= intervalMs) break;
    }
    return answers;
  };
  const report = reportOfAnswers({
    madeAt,
    process,
    answers: await ask('max'),
    incidents: await source.incidents(),
  });
  const histories = await ask('mean');
  const from = report.figures?.period.fromMs ?? begin;
  const recorded = recordedProcess(report.process, {
    histories,
    fromMs: from,
    recordedAt: madeAt,
  });
  return { report, recorded };
}
