import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, RunOptions } from '../harness/Bench.ts';
import { megabytes, milliseconds, ratio, spread } from '../harness/figures.ts';
import { runProgram } from '../harness/program.ts';
import { median, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import { inTurns } from '../harness/turns.ts';
import { type Analyser, peers, tidemark, type Usage, usageOf } from './analysers.ts';

/** A file to analyse, and what was promised for it: Tidemark's share of a peer's CPU time and memory. */
interface Size {
  readonly scale: number;
  readonly cpuShare: number | undefined;
}

const sizes: readonly Size[] = [
  { scale: 1_500, cpuShare: undefined },
  { scale: 17_000, cpuShare: 1 / 5 },
  { scale: 74_000, cpuShare: 1 / 9 },
];
const memoryShare = 0.4;
const turns = 3;

export const heap: Bench = {
  name: 'heap',
  about:
    'What the analysis of a heap snapshot takes: `tidemark snapshot analyze` beside the engine of Chrome DevTools and memlab, on the same files. Whole processes, user CPU time and peak resident set.',
  run,
};

async function run(options: RunOptions): Promise<Table[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-heap-'));
  const analysers = [tidemark, ...(await peers())];
  const rows: string[][] = [];
  const targets: Target[] = [];
  try {
    for (const size of options.quick ? sizes.slice(0, 1) : sizes) {
      const file = join(folder, `${size.scale}.heapsnapshot`);
      options.progress(`heap: writing a snapshot of ${size.scale.toLocaleString('en')} users`);
      await runProgram('heap-snapshot/programs/writeSnapshots.ts', {
        execArgv: ['--max-old-space-size=12000'],
        arguments: [file, String(size.scale)],
      });
      const label = megabytes((await stat(file)).size);
      const results = await inTurns(analysers, options.quick ? 1 : turns, (analyser) => {
        options.progress(`heap: ${label}, ${analyser.name}`);
        return usageOf(analyser, file);
      });
      rows.push(...rowsOf(label, results));
      targets.push(...targetsOf(label, size, results));
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return [
    {
      title: 'Analysing a heap snapshot',
      columns: ['file', 'by', 'user CPU', 'peak memory'],
      rows,
      notes: [
        "Tidemark: dominators, retained sizes, distances, classes and the largest holders. DevTools: the same and more for its window, its second thread's work in the same process. memlab: indexes, dominators, retained sizes and a tally of classes.",
        ...(analysers.length === 1
          ? ['Without peers: TIDEMARK_PEERS names no folder (bench/heap-snapshot/peers/bundlePeer.mjs).']
          : []),
      ],
    },
    ...(targets.length > 0 ? [targetTable("Tidemark's share of what the others take", targets)] : []),
  ];
}

function rowsOf(label: string, results: Map<Analyser, Usage[]>): string[][] {
  return [...results].map(([{ name }, usages]) => [
    label,
    name,
    spread(spreadOf(usages.map(({ userMs }) => userMs)), milliseconds),
    spread(spreadOf(usages.map(({ peakBytes }) => peakBytes)), megabytes),
  ]);
}

function targetsOf(label: string, { cpuShare }: Size, results: Map<Analyser, Usage[]>): Target[] {
  const middle = (analyser: Analyser, figure: (usage: Usage) => number): number =>
    median((results.get(analyser) ?? []).map(figure));
  return [...results.keys()]
    .filter((analyser) => analyser !== tidemark && cpuShare !== undefined)
    .flatMap((peer): Target[] => [
      {
        what: `${label}: user CPU of ${peer.name}`,
        atMost: cpuShare!,
        measured: middle(tidemark, ({ userMs }) => userMs) / middle(peer, ({ userMs }) => userMs),
        format: ratio,
      },
      {
        what: `${label}: peak memory of ${peer.name}`,
        atMost: memoryShare,
        measured: middle(tidemark, ({ peakBytes }) => peakBytes) / middle(peer, ({ peakBytes }) => peakBytes),
        format: ratio,
      },
    ]);
}
