import type { RunOptions } from '../harness/Bench.ts';
import { count, megabytes, milliseconds, signed, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { median, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import type { LiveSizeErrors } from './programs/liveSize.ts';

/** What the oracle says about the live size. */
export interface LiveSize {
  readonly table: Table;
  /** Bytes, without sign. */
  readonly medianErrorBytes: number;
}

/** The live size against `v8.GCProfiler`, which knows the heap right after each major collection. */
export async function liveSize({ quick, progress }: RunOptions): Promise<LiveSize> {
  const runs = quick ? 1 : 3;
  const durationMs = quick ? 4_000 : 10_000;
  const results: LiveSizeErrors[] = [];
  for (let run = 0; run < runs; run++) {
    progress(`live size against the oracle: run ${run + 1} of ${runs}`);
    results.push(
      await runProgram<LiveSizeErrors>('overhead/programs/liveSize.ts', { arguments: [String(durationMs)] }),
    );
  }
  const readings = results.flatMap((result) => result.readingErrors);
  const polls = results.flatMap((result) => result.pollErrors);
  const lags = results.flatMap((result) => result.lagsMs);
  const collections = results.reduce((total, result) => total + result.majorCollections, 0);
  const live = median(results.map((result) => result.liveBytes));
  const row = (name: string, errors: readonly number[]): string[] => [
    name,
    count(errors.length),
    megabytes(median(errors.map(Math.abs))),
    spread(spreadOf(errors), signed(megabytes)),
  ];
  return {
    table: {
      title: 'Error of the live size against v8.GCProfiler',
      columns: ['what is read', 'readings', 'median error, unsigned', 'error'],
      rows: [row('live size', readings), row('used heap, polled', polls)],
      notes: [
        `${runs} runs of ${durationMs / 1_000} s with ${megabytes(live)} live and steady turnover; ${collections} major collections, ${readings.length} readings. A reading comes ${spread(spreadOf(lags), milliseconds)} after the end of its collection.`,
        'The oracle: bytes used after the collection in all spaces but the new ones. The used heap polled every 100 ms is what most dashboards draw.',
      ],
    },
    medianErrorBytes: median(readings.map(Math.abs)),
  };
}
