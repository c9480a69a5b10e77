import type { Bench, RunOptions } from '../harness/Bench.ts';
import { count, type Format, milliseconds, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import type { TestedKind } from './programs/leakTests.ts';

/** How often `leakTest` is wrong. */
export const testing: Bench = {
  name: 'testing',
  about:
    'How often `leakTest` of `tidemark/testing` finds leaks that are none, and misses those that are, and what it costs.',
  run,
};

const bytes: Format = (value) => `${Math.round(value)} B`;

async function run({ quick, progress }: RunOptions): Promise<Table[]> {
  const processes = quick ? 2 : 25;
  const tested: TestedKind[] = [];
  for (let first = 0; first < processes; first++) {
    progress(`leak tests, process ${first + 1} of ${processes}`);
    tested.push(
      ...(await runProgram<TestedKind[]>('testing/programs/leakTests.ts', { arguments: [String(first)] })),
    );
  }
  const sound = tested.filter(({ trueBytes }) => trueBytes === 0);
  const leaking = tested.filter(({ trueBytes }) => trueBytes > 0);
  return [
    targetTable('Leak tests that are wrong', [
      {
        what: `false alarms, of ${sound.length} tests of operations that do not leak`,
        atMost: 0,
        measured: wrong(sound).length,
        format: count,
      },
      {
        what: `misses, of ${leaking.length} tests of operations that leak`,
        atMost: 0,
        measured: wrong(leaking).length,
        format: count,
      },
    ]),
    {
      title: 'Leak tests by operation',
      columns: ['operation', 'tests', 'wrong', 'bytes a run', 'CPU time', 'wall time'],
      rows: [...new Set(tested.map(({ kind }) => kind))].map((kind) =>
        rowOf(
          kind,
          tested.filter((one) => one.kind === kind),
        ),
      ),
      notes: [
        `Each of ${processes} processes tests all operations once, another one first each time. Default options, but for \`explain: false\`: no heap snapshots.`,
      ],
    },
  ];
}

function wrong(tested: readonly TestedKind[]): readonly TestedKind[] {
  return tested.filter(({ leaks, trueBytes }) => leaks !== trueBytes > 0);
}

function rowOf(kind: string, tested: readonly TestedKind[]): string[] {
  return [
    kind,
    count(tested.length),
    count(wrong(tested).length),
    spread(spreadOf(tested.map(({ bytesPerRun }) => bytesPerRun)), bytes),
    spread(spreadOf(tested.map(({ cpuMs }) => cpuMs)), milliseconds),
    spread(spreadOf(tested.map(({ wallMs }) => wallMs)), milliseconds),
  ];
}
