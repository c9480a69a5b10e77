import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, milliseconds, ratio, spread } from '../harness/figures.ts';
import { median, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import { inTurns } from '../harness/turns.ts';
import { type Analyser, peers, tidemark, type Usage, usageOf } from './analysers.ts';
import { bytesOf, type SnapshotFolder } from './SnapshotFolder.ts';

/** A file to analyse, and what was promised for it: Tidemark's share of a peer's CPU time. */
interface Size {
  readonly users: number;
  readonly turns: number;
  readonly cpuShare: number | undefined;
}

/** About 10, 110 and 480 MB, and 1.2 GB. */
const sizes: readonly Size[] = [
  { users: 1_500, turns: 3, cpuShare: undefined },
  { users: 24_600, turns: 3, cpuShare: 1 / 5 },
  { users: 107_000, turns: 3, cpuShare: 1 / 9 },
  { users: 263_000, turns: 1, cpuShare: 1 / 9 },
];
const memoryShare = 0.4;

/** The analysis of the same files by Tidemark and by others. */
export async function comparison(options: RunOptions, folder: SnapshotFolder): Promise<Table[]> {
  const analysers = [tidemark, ...(await peers(options.progress))];
  const rows: string[][] = [];
  const targets: Target[] = [];
  const limit = Number(process.env.TIDEMARK_BENCH_USERS ?? Number.POSITIVE_INFINITY);
  for (const size of options.quick ? sizes.slice(0, 1) : sizes.filter(({ users }) => users <= limit)) {
    const file = await folder.written(size.users);
    const label = megabytes(await bytesOf(file));
    const results = await inTurns(analysers, options.quick ? 1 : size.turns, (analyser, turn) =>
      folder.measured(`${size.users} ${analyser.name} ${turn}`, () => {
        options.progress(`heap: ${label}, ${analyser.name}`);
        return usageOf(analyser, file);
      }),
    );
    rows.push(...rowsOf(label, results));
    targets.push(...targetsOf(label, size, results));
    await folder.done(file);
  }
  return [
    ...(targets.length > 0
      ? [targetTable("Tidemark's share of what the others take to analyse a heap snapshot", targets)]
      : []),
    {
      title: 'Analysing a heap snapshot',
      columns: ['file', 'by', 'user CPU', 'peak memory', 'times the CPU of Tidemark', 'times its memory'],
      rows,
      notes: [
        "Tidemark: dominators, retained sizes, classes, the largest holders and the paths to them. DevTools: the same and more for its window, its second thread's work in the same process. memlab: indexes, dominators, retained sizes and a tally of classes.",
        'The largest file is analysed once by each, the others in turns.',
        'At 10 MB the memory of DevTools is out of reach: of the 55 MB that 40 % of it are, a Node.js that does nothing takes 43 MB, and the columns of the graph 14 MB. Files of up to 128 MiB are read without a second thread, which would take 14 MB, and in pieces of 128 KB, which saves 3 MB more. Without optimised code it would take 5 MB less and up to twice the time; a young generation of the smallest size would save 2 to 4 MB, but can be set only when Node.js starts.',
        ...(analysers.length === 1 ? ['Without peers: they could not be installed.'] : []),
      ],
    },
  ];
}

function middleOf(
  results: Map<Analyser, Usage[]>,
  analyser: Analyser,
  figure: (usage: Usage) => number,
): number {
  return median((results.get(analyser) ?? []).map(figure));
}

const cpu = ({ userMs }: Usage): number => userMs;
const memory = ({ peakBytes }: Usage): number => peakBytes;

function rowsOf(label: string, results: Map<Analyser, Usage[]>): string[][] {
  return [...results].map(([analyser, usages]) => [
    label,
    analyser.name,
    spread(spreadOf(usages.map(cpu)), milliseconds),
    spread(spreadOf(usages.map(memory)), megabytes),
    ...[cpu, memory].map((figure) =>
      (middleOf(results, analyser, figure) / middleOf(results, tidemark, figure)).toFixed(1),
    ),
  ]);
}

function targetsOf(label: string, { cpuShare }: Size, results: Map<Analyser, Usage[]>): Target[] {
  const share = (peer: Analyser, figure: (usage: Usage) => number): number =>
    middleOf(results, tidemark, figure) / middleOf(results, peer, figure);
  return [...results.keys()]
    .filter((analyser) => analyser !== tidemark)
    .flatMap((peer): Target[] => [
      ...(cpuShare === undefined
        ? []
        : [
            {
              what: `${label}: user CPU of ${peer.name}`,
              atMost: cpuShare,
              measured: share(peer, cpu),
              format: ratio,
            },
          ]),
      {
        what: `${label}: peak memory of ${peer.name}`,
        atMost: memoryShare,
        measured: share(peer, memory),
        format: ratio,
      },
    ]);
}
