import type { RecordedProcess } from '../wire/recorded.ts';
import type { ReportedProcess } from './MemoryReport.ts';

/** What is kept of a process besides who it is. */
export interface Recorded extends Pick<RecordedProcess, 'histories' | 'recordedAt'> {
  /** Where what is kept begins, in epoch milliseconds: before it there is nothing to ask for. */
  readonly fromMs: number;
}

/** A process as a page without a server shows it. */
export function recordedProcess(
  { exit, ...identity }: ReportedProcess,
  { histories, recordedAt, fromMs }: Recorded,
): RecordedProcess {
  return {
    process: {
      identity: { ...identity, threadId: 0, parentPid: 0, startedAt: fromMs },
      state: exit === undefined ? 'live' : 'gone',
      exit,
      droppedSamples: 0,
    },
    histories,
    recordedAt,
  };
}
