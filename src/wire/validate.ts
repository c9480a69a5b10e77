import type { MemoryEvent } from './event.ts';
import { memoryEvent } from './eventReader.ts';
import type { Incident } from './incident.ts';
import type { DashboardMessage, HistoryAnswer, WireRow } from './message.ts';
import type { ProcessExit, ProcessIdentity, ProcessRole, ProcessSummary } from './process.ts';
import {
  count,
  identifier,
  list,
  nullable,
  number,
  oneOf,
  optional,
  type Reader,
  readLine,
  record,
  tagged,
  text,
} from './reader.ts';
import type { Analysis, AnalysisProgress } from './snapshot.ts';

export const wireRow: Reader<WireRow> = list(nullable(number));

export const processRole: Reader<ProcessRole> = oneOf(
  'main',
  'cluster-worker',
  'worker-thread',
  'child',
  'page',
);

export const identity: Reader<ProcessIdentity> = record<ProcessIdentity>({
  id: identifier,
  pid: count,
  threadId: count,
  parentPid: count,
  role: processRole,
  name: text,
  nodeVersion: text,
  platform: text,
  startedAt: number,
  intervalMs: number,
});

export const summary: Reader<ProcessSummary> = record<ProcessSummary>({
  identity,
  state: oneOf('live', 'silent', 'gone'),
  exit: optional(record<ProcessExit>({ time: number, code: nullable(number), signal: nullable(text) })),
  droppedSamples: count,
});

export const history: Reader<HistoryAnswer> = record<HistoryAnswer>({
  id: identifier,
  fields: list(text),
  columns: list(wireRow),
  stepMs: number,
  events: list(memoryEvent),
});

export const incident: Reader<Incident> = record<Incident>({
  id: count,
  processId: identifier,
  kind: oneOf('leak', 'threshold'),
  subject: text,
  level: oneOf('suspected', 'confirmed', 'warning', 'critical'),
  openedAt: number,
  closedAt: optional(number),
  closedBy: optional(oneOf('withdrawn', 'recovered', 'process gone')),
  events: list(memoryEvent),
});

const analysis = record<Analysis>({
  id: identifier,
  kind: oneOf('classes', 'diff', 'retainers'),
  snapshots: list(identifier),
  object: optional(count),
  state: oneOf('waiting', 'running', 'done', 'failed', 'cancelled'),
  askedAt: number,
  endedAt: optional(number),
  progress: optional(
    record<AnalysisProgress>({
      stage: oneOf('reading', 'analyzing'),
      file: count,
      bytesRead: count,
      totalBytes: count,
      bytesPerSecond: optional(number),
      remainingMs: optional(number),
    }),
  ),
  problem: optional(text),
});

const dashboardMessage = tagged<DashboardMessage>({
  process: record({ type: oneOf('process'), process: summary }),
  sample: record({ type: oneOf('sample'), id: identifier, row: wireRow }),
  event: record({ type: oneOf('event'), id: identifier, event: memoryEvent }),
  analysis: record({ type: oneOf('analysis'), analysis }),
  reset: record({ type: oneOf('reset') }),
  end: record({ type: oneOf('end') }),
});

/** Reads the answer of `GET /api/processes`. @throws TidemarkError `INVALID_MESSAGE` */
export function parseProcesses(answer: string): readonly ProcessSummary[] {
  return readLine(
    answer,
    record<{ readonly processes: readonly ProcessSummary[] }>({ processes: list(summary) }),
  ).processes;
}

/** Reads the answer of `GET /api/processes/:id/history`. @throws TidemarkError `INVALID_MESSAGE` */
export function parseHistory(answer: string): HistoryAnswer {
  return readLine(answer, history);
}

/** Reads the answer of `GET /api/incidents`. @throws TidemarkError `INVALID_MESSAGE` */
export function parseIncidents(answer: string): readonly Incident[] {
  return readLine(answer, record<{ readonly incidents: readonly Incident[] }>({ incidents: list(incident) }))
    .incidents;
}

/** Reads one line of a file of events. @throws TidemarkError `INVALID_MESSAGE` */
export function parseMemoryEvent(line: string): MemoryEvent {
  return readLine(line, memoryEvent);
}

/** Reads the data of one server-sent event. @throws TidemarkError `INVALID_MESSAGE` */
export function parseDashboardMessage(data: string): DashboardMessage {
  return readLine(data, dashboardMessage);
}
