import type { Bench, RunOptions } from '../harness/Bench.ts';
import { count, type Format, milliseconds, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import type { Measured, OperationsOrder } from './programs/operations.ts';

/** How right `measureOperation` is about operations that retain known amounts. */
export const profiler: Bench = {
  name: 'profiler',
  about:
    'What `measureOperation` says that operations retain, beside what they do retain: alone, with work of others around, ten at a time, and many in a row.',
  run,
};

const bytes: Format = (value) => `${Math.round(value)} B`;

/** Tolerance: 5 % or 1 KB, whichever is larger. */
function isRight({ trueBytes, retainedBytes }: Measured): boolean {
  return retainedBytes !== null && Math.abs(retainedBytes - trueBytes) <= Math.max(1024, 0.05 * trueBytes);
}

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  progress('operations that retain known amounts');
  const order: OperationsOrder = { rounds: quick ? 2 : 10, sequential: quick ? 60 : 1000 };
  const measured = await runProgram<Measured[]>('profiler/programs/operations.ts', {
    arguments: [JSON.stringify(order)],
  });
  const kinds = [...new Set(measured.map(({ kind }) => kind))];
  return [
    targetTable(
      'Operations that are measured wrongly, single calls',
      kinds.map((kind) => {
        const calls = measured.filter((call) => call.kind === kind);
        const wrong = calls.filter((call) => !isRight(call)).length;
        return {
          what: `${kind}: ${calls.length}`,
          atMost: 0,
          measured: wrong,
          format: count,
        };
      }),
      ['Wrong: not told, or off by more than 5 % and more than 1 KB. No call was repeated or averaged.'],
    ),
    {
      title: 'What operations retain',
      columns: ['kind', 'true', 'measured', 'right', 'pause'],
      rows: kinds.flatMap((kind) => rowsOf(measured.filter((call) => call.kind === kind))),
      notes: [
        'One array of numbers (synchronous) or two (asynchronous), with 200 arrays of garbage before each; kept in an array that does not grow.',
        'Pause: how long the thread stood still for measuring one call, collections for those that ran beside it included.',
      ],
    },
  ];
}

/** JSON has no `NaN`: what could not be told must not be taken for 0. */
function toldOf(calls: readonly Measured[]): string {
  const told = calls.flatMap(({ retainedBytes }) => retainedBytes ?? []);
  return told.length === 0 ? 'not told' : spread(spreadOf(told), bytes);
}

function rowsOf(calls: readonly Measured[]): string[][] {
  const sizes = [...new Set(calls.map(({ trueBytes }) => trueBytes))];
  return sizes.map((trueBytes) => {
    const same = calls.filter((call) => call.trueBytes === trueBytes);
    return [
      same[0]?.kind ?? '',
      bytes(trueBytes),
      toldOf(same),
      `${same.filter(isRight).length} of ${same.length}`,
      spread(spreadOf(same.map(({ pauseMs }) => pauseMs)), milliseconds),
    ];
  });
}
