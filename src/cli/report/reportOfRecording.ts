import { IncidentLog } from '../../monitoring/IncidentLog.ts';
import { memoryReportOf } from '../../reporting/memoryReportOf.ts';
import { recordedHistories } from '../../reporting/recordedHistories.ts';
import { recordedProcess } from '../../reporting/recordedProcess.ts';
import type { MemoryEvent } from '../../wire/event.ts';
import type { ProcessExit } from '../../wire/process.ts';
import type { RecordedProcess } from '../RecordedProcesses.ts';
import type { ProcessReport } from './reportOfProcess.ts';

/** Its end is seen a moment before or after the last sample, by another clock. */
const clockSlackMs = 2000;

/** What is known of a recorded process besides its samples. */
export interface RecordingDetails {
  /** Of the recording. */
  readonly name: string;
  /** What was told of it, oldest first; `undefined` where only its samples were recorded. */
  readonly events: readonly MemoryEvent[] | undefined;
  /** How processes with its id ended, oldest first. */
  readonly exits: readonly ProcessExit[];
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/**
 * A report of a recorded process. Without its events, its incidents are the leaks that a detector would have told of on
 * these samples, and of pressure nothing is known.
 */
export function reportOfRecording(
  { id, pid, run, analyzer, history }: RecordedProcess,
  { name, events: told, exits, madeAt }: RecordingDetails,
): ProcessReport {
  const { verdict, steps } = analyzer.detectLeak();
  const events =
    told ??
    steps.map(
      ({ time, report }): MemoryEvent => ({ time, type: `memory:leak_${report.level}`, payload: report }),
    );
  const incidents = new IncidentLog();
  for (const event of events) incidents.record(id, event);
  const figures = analyzer.figures();
  const { fromMs, toMs, usualMs } = figures?.period ?? { fromMs: madeAt, toMs: madeAt, usualMs: 0 };
  const process = {
    id,
    pid,
    name: run === 1 ? name : `${name}, run ${run}`,
    role: id.includes('.') ? ('worker-thread' as const) : ('main' as const),
    nodeVersion: '',
    platform: '',
    startedAt: fromMs,
    intervalMs: Math.max(1, usualMs),
    exit: exits.find(({ time }) => time >= toMs - clockSlackMs),
  };
  const report = memoryReportOf({
    madeAt,
    process,
    samples: analyzer,
    verdict: { level: verdict.level, reasons: verdict.reasons, report: verdict.report },
    outOfMemory: analyzer.predictOutOfMemory(),
    incidents: incidents.incidents(),
    events: told,
    eventsSince: fromMs,
    cost: undefined,
  });
  const histories = history
    ? recordedHistories(history, { id, fromMs, toMs, intervalMs: process.intervalMs }, events)
    : [];
  return { report, recorded: recordedProcess(process, { histories, fromMs, recordedAt: toMs }) };
}
