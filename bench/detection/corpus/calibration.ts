import type { Table } from '../../harness/Table.ts';
import type { CorpusProgram } from './CorpusProgram.ts';
import type { Truth } from './records.ts';

interface CalibrationLine {
  readonly kind: 'calibration' | 'exit';
  readonly second: number;
  readonly cpuMs: number;
  readonly memory: NodeJS.MemoryUsage;
  readonly truth: Truth;
  readonly complaint?: string;
}

/** What a program does when it is alone, without the agent. Rates in bytes per second. */
export interface Calibration {
  readonly heapRate: number;
  readonly externalRate: number;
  readonly rssRate: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** What the program says that it leaves behind. */
  readonly claimedRate: number;
  /** Share of one core, without the collections of the calibration. */
  readonly cpuShare: number;
  readonly failures: number;
  readonly complaint: string;
}

/** Growth by least squares over the second half of the run, in which start-up has ended. */
export function calibrationOf(text: string): Calibration | undefined {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CalibrationLine);
  const all = lines.filter(({ kind }) => kind === 'calibration');
  const last = all.at(-1);
  const late = all.filter(({ second }) => second >= (last?.second ?? 0) * 0.45);
  const first = late[0];
  if (!first || !last || late.length < 3) return undefined;
  const rate = (value: (line: CalibrationLine) => number): number =>
    slope(
      late.map(({ second }) => second),
      late.map(value),
    );
  return {
    heapRate: rate(({ memory }) => memory.heapUsed),
    externalRate: rate(({ memory }) => memory.external),
    rssRate: rate(({ memory }) => memory.rss),
    heapBytes: last.memory.heapUsed,
    rssBytes: last.memory.rss,
    claimedRate: rate(({ truth }) => truth?.bytes ?? 0),
    cpuShare: (last.cpuMs - first.cpuMs) / 1000 / (last.second - first.second),
    failures: last.truth?.failures ?? 0,
    complaint: lines.find(({ kind }) => kind === 'exit')?.complaint ?? '',
  };
}

/** Slope of the line with the least squares. */
export function slope(times: readonly number[], values: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [time, value] = [mean(times), mean(values)];
  const covariance = times.reduce((sum, t, place) => sum + (t - time) * (values[place]! - value), 0);
  return covariance / times.reduce((sum, t) => sum + (t - time) ** 2, 0);
}

const kilobytesPerSecond = (rate: number): string => (rate / 1e3).toFixed(1);

/** One row per program. */
export function calibrationTable(
  results: readonly { readonly program: CorpusProgram; readonly calibration: Calibration | undefined }[],
): Table {
  return {
    title: 'Programs of the corpus alone, without the agent',
    columns: [
      'program',
      'aimed at KB/s',
      'claimed',
      'heap KB/s',
      'external KB/s',
      'RSS KB/s',
      'heap MB',
      'RSS MB',
      'CPU',
      'failures',
    ],
    rows: results.map(({ program, calibration: found }) => [
      program.name,
      program.leak ? kilobytesPerSecond(program.leak.bytesPerSecond) : '–',
      ...(found
        ? [
            kilobytesPerSecond(found.claimedRate),
            kilobytesPerSecond(found.heapRate),
            kilobytesPerSecond(found.externalRate),
            kilobytesPerSecond(found.rssRate),
            (found.heapBytes / 1e6).toFixed(1),
            (found.rssBytes / 1e6).toFixed(0),
            `${(100 * found.cpuShare).toFixed(1)} %`,
            found.failures + found.complaint.slice(0, 60).replaceAll('\n', ' '),
          ]
        : ['failed']),
    ]),
  };
}
