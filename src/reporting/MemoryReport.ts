import type { OutOfMemoryPrediction } from '../monitoring/forecast/outOfMemory.ts';
import type { LeakVerdict } from '../monitoring/LeakVerdict.ts';
import type { Collections, MemoryFigures } from '../monitoring/MemorySummary.ts';
import type { MonitorCost } from '../monitoring/MonitorCost.ts';
import type { Incident } from '../wire/incident.ts';
import type { ProcessExit, ProcessIdentity } from '../wire/process.ts';
import type { PressureAccount } from './pressureAccount.ts';

/** Version of the shape of a {@link MemoryReport}; raised when something is taken away or changes its meaning. */
export const reportVersion = 1;

/** What is reported of a process: who it is, and how it ended where it has. */
export interface ReportedProcess
  extends Pick<ProcessIdentity, 'id' | 'pid' | 'name' | 'role' | 'nodeVersion' | 'platform'> {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Between two samples, in milliseconds. */
  readonly intervalMs: number;
  readonly exit: ProcessExit | undefined;
}

/** How a process has died, in words: what `tidemark postmortem` tells of it. */
export interface ReportedDeath {
  /** `most likely ran out of heap`. Without a subject, and without the time. */
  readonly headline: string;
  /** Why, most likely; empty where memory had no part in it. */
  readonly cause: readonly string[];
  /** What shows it: one fact a sentence. */
  readonly evidence: readonly string[];
  /** Diagnostic reports, heap snapshots and profiles that Node.js has left of it: paths. */
  readonly beside: readonly string[];
  readonly advice: string | undefined;
}

/** The verdict on leaks at the end of the period. */
export interface ReportedVerdict extends Pick<LeakVerdict, 'level' | 'reasons' | 'report'> {
  /** When it was told, in epoch milliseconds: its figures are of that time. Absent where they are of the end. */
  readonly toldAt?: number | undefined;
}

/** One process over one period: figures, incidents, what was done, and what watching it has cost. Bytes and milliseconds. */
export interface MemoryReport {
  readonly version: typeof reportVersion;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly process: ReportedProcess;
  /** What the samples of the period come to; `undefined` where there is none. */
  readonly figures: MemoryFigures | undefined;
  /** Readings of the live size over the period, or their lower outline where there are many. */
  readonly liveSize: Pick<Collections, 'times' | 'liveBytes'>;
  readonly verdict: ReportedVerdict;
  /** Counted from the last sample. */
  readonly outOfMemory: OutOfMemoryPrediction;
  /** Those that were open at some time of the period, newest first. */
  readonly incidents: readonly Incident[];
  /** Events before this time are not known, in epoch milliseconds. */
  readonly eventsSince: number;
  /** `undefined` where nothing is known of it, as of a recording of samples alone. */
  readonly pressure: PressureAccount | undefined;
  /** Where the process has recorded itself, and its end is known or can be told from that. */
  readonly death?: ReportedDeath | undefined;
  /** Since monitoring began, not of the period alone; `undefined` where it is not known, as of a recording. */
  readonly cost: MonitorCost | undefined;
}
