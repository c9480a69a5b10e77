import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, milliseconds, signed, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { median, pairedDifferences, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { inTurns } from '../harness/turns.ts';
import { emptyPreload, nothing, openTelemetry, promClient, tidemark, type Watcher } from './watchers.ts';

interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** What starting says about Tidemark. */
export interface StartUp {
  readonly table: Table;
  /** Milliseconds that `--import tidemark/register` adds to the life of an empty application. */
  readonly addedMs: number;
}

/** Wall time from spawn to exit of an empty CommonJS application, its CPU time and its RSS. */
export async function startUp({ quick, progress }: RunOptions): Promise<StartUp> {
  const turns = quick ? 3 : 40;
  const agent = tidemark(1_000);
  const arms = [nothing, emptyPreload, agent, promClient(1_000), openTelemetry(1_000)];
  progress(`start-up: ${turns} turns of ${arms.length} processes`);
  const starts = await inTurns(arms, turns, start);
  const added = (watcher: Watcher, figure: keyof Start): number[] =>
    pairedDifferences(column(starts, nothing, figure), column(starts, watcher, figure));
  return {
    table: {
      title: 'Start-up of an empty application',
      columns: ['watched by', 'wall time', 'wall time added', 'CPU time added', 'RSS added'],
      rows: arms.map((watcher) => [
        watcher.name,
        spread(spreadOf(column(starts, watcher, 'wallMs')), milliseconds),
        ...(watcher === nothing
          ? ['', '', '']
          : [
              spread(spreadOf(added(watcher, 'wallMs')), signed(milliseconds)),
              signed(milliseconds)(median(added(watcher, 'cpuMs'))),
              signed(megabytes)(median(added(watcher, 'rssBytes'))),
            ]),
      ]),
      notes: [
        `${turns} turns in alternating order, from spawn to exit. The application is CommonJS, so that Node's own ECMAScript loader, which any --import brings, counts too.`,
      ],
    },
    addedMs: median(added(agent, 'wallMs')),
  };
}

async function start(watcher: Watcher): Promise<Start> {
  const startMs = performance.now();
  const own = await runProgram<Omit<Start, 'wallMs'>>('overhead/programs/empty.cjs', watcher);
  return { ...own, wallMs: performance.now() - startMs };
}

function column(starts: Map<Watcher, Start[]>, watcher: Watcher, figure: keyof Start): number[] {
  return (starts.get(watcher) ?? []).map((each) => each[figure]);
}
