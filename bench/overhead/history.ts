import type { RunOptions } from '../harness/Bench.ts';
import { kilobytes, microseconds, signed } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import type { Table } from '../harness/Table.ts';
import type { HistoryBytes } from './programs/history.ts';

/** What a history takes. */
export interface History {
  readonly table: Table;
  readonly bytes: HistoryBytes;
}

/** Memory of a history of 1,000 samples with all columns, and whether a million pushes leave it flat. */
export async function history({ quick, progress }: RunOptions): Promise<History> {
  const pushes = quick ? 100_000 : 1_000_000;
  progress(`history: ${pushes} pushes`);
  const bytes = await runProgram<HistoryBytes>('overhead/programs/history.ts', {
    execArgv: ['--expose-gc'],
    arguments: [String(pushes)],
  });
  return {
    bytes,
    table: {
      title: 'Memory of the history',
      columns: ['what', 'measured'],
      rows: [
        ['1,000 samples at full resolution, all columns', kilobytes(bytes.ringBytes)],
        ['10 s for 2 h and 1 min for 24 h, reserved', kilobytes(bytes.tierBytes)],
        [
          `heap and buffers after ${pushes.toLocaleString('en')} more pushes`,
          signed(kilobytes)(bytes.grownBytes),
        ],
        [`RSS after ${pushes.toLocaleString('en')} more pushes`, signed(kilobytes)(bytes.rssGrownBytes)],
        ['one push', microseconds(bytes.microsecondsPerPush)],
      ],
      notes: ['Bytes used after full collections, heap and external memory together.'],
    },
  };
}
