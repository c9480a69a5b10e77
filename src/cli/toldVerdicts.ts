import type { LeakReport, MemoryEvent } from '../wire/event.ts';
import type { RecordedProcess } from './RecordedProcesses.ts';
import { readEventsFile } from './report/readEventsFile.ts';

/** A verdict on a leak as it was told live, and when. */
export interface ToldVerdict {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly report: LeakReport;
}

/** What was told of each process while it was recorded, oldest first. */
export type ToldVerdicts = ReadonlyMap<RecordedProcess, readonly ToldVerdict[]>;

/**
 * Reads what was told live from the file of `tidemark run --events FILE`. Of processes with the same id each gets what was
 * told in its own time.
 *
 * @throws TidemarkError `FILE_UNREADABLE` or `INVALID_RECORDING`
 */
export async function toldVerdicts(
  file: string,
  processes: readonly RecordedProcess[],
  directory: string,
): Promise<ToldVerdicts> {
  const told = new Map<RecordedProcess, readonly ToldVerdict[]>();
  for (const process of processes) {
    const { fromMs, toMs, usualMs } = process.analyzer.figures()!.period;
    const events = await readEventsFile(file, process.id, directory);
    const verdicts = events.flatMap(verdictOf);
    // What the last sample led to is told a moment after it.
    told.set(
      process,
      verdicts.filter(({ time }) => time >= fromMs && time <= toMs + usualMs),
    );
  }
  return told;
}

/** The levels of the leaks that stood at the end, by what was told of each last. */
export function standingLevels(told: readonly ToldVerdict[]): LeakReport['level'][] {
  const last = new Map(told.map(({ report }) => [report.id, report.level]));
  return [...last.values()].filter((level) => level !== 'withdrawn');
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
