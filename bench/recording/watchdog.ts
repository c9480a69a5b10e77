import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, percent, signed, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { pairedDifferences, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { tidemark } from '../overhead/watchers.ts';

interface Idle {
  readonly cpuShare: number;
  readonly rssBytes: number;
}

interface Working {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** What the watchdog adds to a watched process that waits, and to one that works: paired, with it and without. */
export async function watchdog({ quick, progress }: RunOptions): Promise<Table> {
  const rounds = quick ? 1 : 5;
  const settleMs = quick ? 2500 : 12_000;
  const windowMs = quick ? 2000 : 15_000;
  const turns = quick ? 10_000 : 100_000;
  const pair = <Result>(program: string, last: number): Promise<Result[]> =>
    Promise.all(
      ['false', 'true'].map((enabled) => {
        const { execArgv, environment } = tidemark(1000);
        return runProgram<Result>(program, {
          execArgv,
          environment: { ...environment, TIDEMARK_WATCHDOG_ENABLED: enabled },
          arguments: [String(settleMs), String(last)],
        });
      }),
    );
  const idle: Idle[][] = [[], []];
  const working: Working[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    progress(`watchdog: round ${round + 1} of ${rounds}`);
    for (const [arm, one] of (await pair<Idle>('overhead/programs/idle.ts', windowMs)).entries())
      idle[arm]!.push(one);
    for (const [arm, one] of (await pair<Working>('recording/programs/working.ts', turns)).entries())
      working[arm]!.push(one);
  }
  const added = <Result>(results: readonly Result[][], of: (result: Result) => number): number[] =>
    pairedDifferences(results[0]!.map(of), results[1]!.map(of));
  const share = pairedDifferences(
    working[0]!.map(() => 0),
    working[0]!.map(({ cpuMs }, round) => working[1]![round]!.cpuMs / cpuMs - 1),
  );
  return {
    title: 'The watchdog (opt-in), beside what Tidemark costs without it',
    columns: ['process', 'CPU added', 'RSS added'],
    rows: [
      [
        'waits (of one core)',
        spread(spreadOf(added(idle, ({ cpuShare }) => cpuShare)), signed(percent)),
        spread(spreadOf(added(idle, ({ rssBytes }) => rssBytes)), signed(megabytes)),
      ],
      [
        'works (of its own CPU time, for the same work)',
        spread(spreadOf(share), signed(percent)),
        spread(spreadOf(added(working, ({ rssBytes }) => rssBytes)), signed(megabytes)),
      ],
    ],
    notes: [
      `${rounds} rounds, the two processes of a pair side by side, from second ${settleMs / 1000} on: the start of the thread is over by then. A beat of the main thread four times a second, a look of the watchdog once a second.`,
    ],
  };
}
