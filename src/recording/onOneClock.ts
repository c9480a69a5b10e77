import type { LiveReading } from '../sampling/MemorySource.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { SampleRow } from '../wire/sample.ts';
import { leastPutBackMs, onLastClock, putBacks } from './clockPutBack.ts';
import type { FlightNote } from './FlightNote.ts';

/** What the rings of a flight hold, each in the order of writing. */
export interface FlightRings {
  readonly regular: readonly SampleRow[];
  readonly pulses: readonly SampleRow[];
  readonly minutes: readonly SampleRow[];
  readonly readings: readonly LiveReading[];
  readonly verdicts: readonly MemoryEvent[];
  readonly responses: readonly MemoryEvent[];
  readonly notes: readonly FlightNote[];
  readonly blocks: readonly FlightNote[];
}

/** Between the first sample of a minute and a step of the clock: half a minute, on average. */
const minutePaceMs = 30_000;

/**
 * The same with all times by the clock as it was at the end, where that was put back meanwhile. Within the process, the
 * clock of samples never goes back: that of the end shows it then.
 *
 * @param startedAt of the process, by the clock of then
 */
export function onOneClock(
  rings: FlightRings,
  { startedAt, intervalMs }: { readonly startedAt: number; readonly intervalMs: number },
): { readonly rings: FlightRings; readonly startedAt: number; readonly putBackMs: number } {
  const { regular, pulses, minutes } = rings;
  const fine = putBacks(regular.map(timeOfRow), intervalMs);
  const coarse = putBacks(minutes.map(timeOfRow), minutePaceMs);
  const lastPulseMs = fine.length === 0 ? timeOfRow(pulses.at(-1)) : Number.NaN;
  const lastSampleMs = timeOfRow(regular.at(-1));
  const lastMs = lastPulseMs > lastSampleMs ? lastPulseMs : lastSampleMs;
  const seenMs = seenEnd(rings.notes);
  const atEnd = seenMs !== undefined && lastMs - seenMs > leastPutBackMs ? [lastMs - seenMs] : [];
  // Older than all samples that are left one by one.
  const steps = [...coarse.slice(0, Math.max(0, coarse.length - fine.length)), ...fine, ...atEnd];
  if (steps.length === 0) return { rings, startedAt, putBackMs: 0 };
  const endMs = seenMs ?? lastMs + Math.min(...steps) / 2;
  const shiftedRows = (rows: readonly SampleRow[]): SampleRow[] => {
    const times = onLastClock(rows.map(timeOfRow), steps, endMs);
    return rows.map((row, index) => row.with(0, times[index]!));
  };
  const shifted = <Timed extends { readonly time: number }>(values: readonly Timed[]): Timed[] => {
    const times = onLastClock(
      values.map(({ time }) => time),
      steps,
      endMs,
    );
    return values.map((value, index) => ({ ...value, time: times[index]! }));
  };
  const own = shifted(rings.notes.filter(({ type }) => type !== 'examined'));
  const putBackMs = steps.reduce((sum, step) => sum + step, 0);
  return {
    rings: {
      regular: shiftedRows(regular),
      pulses: shiftedRows(pulses),
      minutes: shiftedRows(minutes),
      readings: shifted(rings.readings),
      verdicts: shifted(rings.verdicts),
      responses: shifted(rings.responses),
      notes: [...own, ...rings.notes.filter(({ type }) => type === 'examined')],
      blocks: shifted(rings.blocks).map((note, index) =>
        note.type === 'blocked'
          ? { ...note, since: note.since + note.time - rings.blocks[index]!.time }
          : note,
      ),
    },
    startedAt: startedAt - putBackMs,
    putBackMs,
  };
}

/** When it ended, as the clock of then had it: of itself, or of whoever saw it. */
function seenEnd(notes: readonly FlightNote[]): number | undefined {
  const ended = notes.findLast(({ type }) => type === 'exit' || type === 'stopped');
  if (ended !== undefined) return ended.time;
  const examined = notes.findLast((note) => note.type === 'examined');
  return examined?.exit?.time;
}

function timeOfRow(row: SampleRow | undefined): number {
  return row?.[0] ?? Number.NaN;
}
