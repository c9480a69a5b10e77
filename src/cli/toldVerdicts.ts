import type { LeakReport, MemoryEvent } from '../wire/event.ts';
import type { ProcessExit } from '../wire/process.ts';
import type { RecordingAnalysis } from './analyzeRecording.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';
import { checkEvents, type EventsFile, readEventsFile } from './report/readEventsFile.ts';

/** A verdict on a leak as it was told live, and when. */
export interface ToldVerdict {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly report: LeakReport;
}

/** What is known of a process from the events that were written while it was recorded. */
interface ToldOfProcess {
  /** Oldest first. */
  readonly verdicts: readonly ToldVerdict[];
  /** How it ended; `undefined` where that was not seen. */
  readonly exit: ProcessExit | undefined;
}

/** What a file of events tells of the processes of a recording. */
export interface ToldVerdicts {
  readonly of: ReadonlyMap<RecordedProcess, ToldOfProcess>;
  /** What is to be said of the file itself, in sentences. */
  readonly notes: readonly string[];
}

/** Its end is seen a moment before or after the last sample, by another clock. */
const clockSlackMs = 2000;

/**
 * Reads what was told live from the file of `tidemark run --events FILE`. Of processes with the same id each gets what was
 * told in its own time.
 *
 * @param isCut whether a part of the recording alone is looked at
 * @throws TidemarkError `FILE_UNREADABLE` or `INVALID_RECORDING`
 */
export async function toldVerdicts(
  path: string,
  { processes, ids }: Pick<RecordingAnalysis, 'processes' | 'ids'>,
  isCut: boolean,
  directory: string,
): Promise<ToldVerdicts> {
  const file = await readEventsFile(path, directory);
  checkEvents(file, ids);
  const of = new Map(processes.map((process) => [process, toldOf(process, processes, file)]));
  return { of, notes: notesOf(file, of, isCut) };
}

/** What was told last of each leak that stood at the end. */
export function standing(told: readonly ToldVerdict[]): ToldVerdict[] {
  const last = new Map(told.map((verdict) => [verdict.report.id, verdict]));
  return [...last.values()].filter(({ report }) => report.level !== 'withdrawn');
}

function toldOf(
  process: RecordedProcess,
  processes: readonly RecordedProcess[],
  { events, exits }: EventsFile,
): ToldOfProcess {
  const { fromMs, toMs, usualMs } = process.analyzer.figures()!.period;
  const next = processes.find(({ id, run }) => id === process.id && run === process.run + 1);
  const nextFromMs = next?.analyzer.figures()?.period.fromMs ?? Number.POSITIVE_INFINITY;
  // What the last sample led to is told a moment after it.
  const verdicts = (events.get(process.id) ?? [])
    .flatMap(verdictOf)
    .filter(({ time }) => time >= fromMs && time <= toMs + usualMs);
  const exit = exits.get(process.id)?.find(({ time }) => time >= toMs - clockSlackMs && time < nextFromMs);
  return { verdicts, exit };
}

function notesOf(file: EventsFile, of: ToldVerdicts['of'], isCut: boolean): string[] {
  const { name, lines, isTorn, events } = file;
  const notes: string[] = [];
  if (lines === 0) notes.push(`${name} is empty: nothing was told, or it belongs to another recording.`);
  const isOfTheseProcesses = [...of.keys()].some(({ id }) => events.get(id)?.some(isVerdict));
  if (isOfTheseProcesses && !isCut && [...of.values()].every(({ verdicts }) => verdicts.length === 0)) {
    notes.push(
      `No verdict in ${name} is from the time of this recording: it may belong to another one, of a process with the same id.`,
    );
  }
  if (isTorn) {
    notes.push(`The last line of ${name} was cut short, because its writer was killed. It is left out.`);
  }
  return notes;
}

function isVerdict(event: MemoryEvent): boolean {
  return verdictOf(event).length > 0;
}

function verdictOf(event: MemoryEvent): ToldVerdict[] {
  switch (event.type) {
    case 'memory:leak_suspected':
    case 'memory:leak_confirmed':
    case 'memory:leak_withdrawn':
      return [{ time: event.time, report: event.payload }];
    default:
      return [];
  }
}
