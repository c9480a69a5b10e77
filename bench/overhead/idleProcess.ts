import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, percent, signed, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { median, pairedDifferences, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { nothing, openTelemetry, promClient, tidemark } from './watchers.ts';

interface Idle {
  readonly cpuShare: number;
  readonly rssBytes: number;
}

/** What the idle process says about Tidemark. */
export interface IdleProcess {
  readonly table: Table;
  /** Share of a core, at an interval of 1 s. */
  readonly cpuShare: number;
}

/** CPU and RSS of a process that does nothing but be watched: what no busy server can show for noise. */
export async function idleProcess({ quick, progress }: RunOptions, hubSocket: string): Promise<IdleProcess> {
  const rounds = quick ? 1 : 3;
  const settleMs = quick ? 2_000 : 12_000;
  const windowMs = quick ? 2_000 : 15_000;
  const arms = [
    { label: 'nothing', watcher: nothing },
    ...[1_000, 5_000].flatMap((intervalMs) => [
      { label: `Tidemark, ${intervalMs / 1_000} s`, watcher: tidemark(intervalMs, hubSocket) },
      { label: `prom-client, ${intervalMs / 1_000} s`, watcher: promClient(intervalMs) },
      { label: `OpenTelemetry, ${intervalMs / 1_000} s`, watcher: openTelemetry(intervalMs) },
    ]),
  ];
  const results: Idle[][] = arms.map(() => []);
  for (let round = 0; round < rounds; round++) {
    progress(`idle process: round ${round + 1} of ${rounds}, ${arms.length} processes`);
    const idles = await Promise.all(
      arms.map(({ watcher: { execArgv, environment } }) =>
        runProgram<Idle>('overhead/programs/idle.ts', {
          execArgv,
          environment,
          arguments: [String(settleMs), String(windowMs)],
        }),
      ),
    );
    for (const [index, idle] of idles.entries()) results[index]?.push(idle);
  }
  const cpu = results.map((idles) => idles.map((idle) => idle.cpuShare));
  const rss = results.map((idles) => idles.map((idle) => idle.rssBytes));
  const cpuDifference = (index: number): number[] =>
    pairedDifferences(cpu[0] as number[], cpu[index] as number[]);
  const rssDifference = (index: number): number[] =>
    pairedDifferences(rss[0] as number[], rss[index] as number[]);
  return {
    table: {
      title: 'An idle process, watched and not',
      columns: ['watched by', 'CPU of one core', 'CPU added', 'RSS difference'],
      rows: arms.map(({ label }, index) => [
        label,
        spread(spreadOf(cpu[index] as number[]), percent),
        index === 0 ? '' : spread(spreadOf(cpuDifference(index)), signed(percent)),
        index === 0 ? '' : spread(spreadOf(rssDifference(index)), signed(megabytes)),
      ]),
      notes: [
        `${rounds} rounds of ${windowMs / 1_000} s, from second ${settleMs / 1_000} on, when V8 has tidied up after the start (some 10 ms of collections, for once, at second 8); all processes side by side. Tidemark streams each sample to a socket.`,
        'RSS holds what loading has touched for once: the young generation, and code of Node that other applications use anyway. A busy application has touched both by itself.',
      ],
    },
    cpuShare: median(cpuDifference(1)),
  };
}
