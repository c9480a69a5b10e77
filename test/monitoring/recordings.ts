import { type MemorySample, type SampleRow, toRow } from '../../src/wire/sample.ts';
import { normalOf, randomOf } from '../analysis/series.ts';
import { epoch, kib, mib } from './simulation.ts';

/** A process as a generator of recordings sees it. */
export interface RecordedLife {
  readonly seconds: number;
  /** The live size at a second of uptime, without noise. */
  readonly liveBytes: (second: number) => number;
  /** Seconds between two major collections. */
  readonly between?: number;
  readonly everySeconds?: number;
  readonly limitBytes?: number;
  readonly seed?: number;
  /** Epoch milliseconds. */
  readonly startMs?: number;
}

/** What a monitor would have recorded: garbage piles up to the next collection, readings have some noise. */
export function recordedRows(life: RecordedLife): SampleRow[] {
  const { seconds, liveBytes, between = 20, everySeconds = 1, limitBytes = 512 * mib } = life;
  const normal = normalOf(randomOf(life.seed ?? 1));
  const rows: SampleRow[] = [];
  let reading = Number.NaN;
  for (let second = 0; second < seconds; second += everySeconds) {
    const sinceCollection = second % between;
    if (second >= between && sinceCollection < everySeconds)
      reading = liveBytes(second) + 20 * kib * normal();
    const used = liveBytes(second) + sinceCollection * mib;
    const sample: Partial<MemorySample> = {
      time: (life.startMs ?? epoch) + second * 1000,
      heapUsedBytes: used,
      oldUsedBytes: used,
      heapLimitBytes: limitBytes,
      liveBytes: Number.isNaN(reading) ? undefined : Math.round(reading),
      majorCollections: Math.floor(second / between),
      externalBytes: 2 * mib,
      rssBytes: used + 60 * mib,
    };
    rows.push(toRow(sample));
  }
  return rows;
}

/** A line of a recording for each row. */
export function recordingOf(rows: readonly SampleRow[], pid: number, id = String(pid)): string {
  return rows.map((row) => recordedLine(row, pid, id)).join('');
}

function recordedLine(row: SampleRow, pid: number, id: string): string {
  const [time, heapUsedBytes, , heapLimitBytes, oldUsedBytes, liveBytes, externalBytes] = row;
  const payload = { time, heapUsedBytes, heapLimitBytes, oldUsedBytes, liveBytes, externalBytes };
  const rest = { rssBytes: row[9], majorCollections: row[15] };
  return `${JSON.stringify({ time, pid, id, type: 'memory:sampled', payload: { ...payload, ...rest } })}\n`;
}

/** A live size that starts up within a minute, stays, and from a second on grows at a rate. */
export function leaking(bytesPerSecond: number, onset = 60): (second: number) => number {
  return (second) => 40 * mib * Math.min(1, (second + 5) / 60) + Math.max(0, second - onset) * bytesPerSecond;
}
