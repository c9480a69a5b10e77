import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunOptions } from '../harness/Bench.ts';
import { count, megabytes } from '../harness/figures.ts';
import { installedNodes } from '../harness/installedNodes.ts';
import { programEnvironment, programPath } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import { peers } from './analysers.ts';
import { bytesOf, type SnapshotFolder } from './SnapshotFolder.ts';

/** Bytes, objects and retained bytes of a class, ours less those of DevTools. */
interface Difference {
  readonly count: number;
  readonly bytes: number;
  readonly retained: number;
}

/** What compareWithDevTools.mjs prints of one file and one kernel: of how many nodes something differs. */
interface Comparison {
  readonly kernel: string;
  readonly nodes: number;
  readonly dominators: number;
  readonly retained: number;
  readonly sizes: number;
  readonly distances: number;
  readonly classes: { readonly names: number; readonly different: readonly [string, Difference][] };
}

const columns = ['dominators', 'retained', 'sizes', 'distances'] as const;
/** About 10, 110 and 480 MB. */
const userCounts = [1_500, 24_600, 107_000];
const run = promisify(execFile);

/** Tidemark's analysis beside that of the DevTools engine, node for node, by both kernels. */
export async function equality(options: RunOptions, folder: SnapshotFolder): Promise<Table[]> {
  if ((await peers(options.progress)).length === 0) return [];
  const rows: string[][] = [];
  const targets: Target[] = [];
  for (const node of [process.execPath, ...installedNodes()]) {
    const version = (await run(node, ['--version'])).stdout.trim();
    for (const users of options.quick ? userCounts.slice(0, 1) : userCounts) {
      const file = await folder.written(
        users,
        node === process.execPath ? undefined : { version, path: node },
      );
      const label = `${megabytes(await bytesOf(file))} by Node ${version}`;
      const comparisons = await folder.measured(`equality ${users} ${version}`, () => {
        options.progress(`heap: ${label}, node for node`);
        return compared(file);
      });
      rows.push(...comparisons.map((comparison) => rowOf(label, comparison)));
      targets.push({ what: label, atMost: 0, measured: sumOf(comparisons), format: count });
      await folder.done(file);
    }
  }
  return [
    targetTable('Nodes of which Tidemark says something else than DevTools', targets),
    {
      title: 'Tidemark and the DevTools engine, node for node',
      columns: ['file', 'kernel', 'nodes', ...columns, 'class names', 'classes that differ'],
      rows,
      notes: [
        'How many nodes have another immediate dominator, retained size, shallow size or distance; and which classes have other objects or bytes.',
        'Function: where a program has objects of a class of that name, DevTools shows these alone and loses the functions, since both get the same key in its table.',
        'Files are written by this Node.js and by the versions that `npm run setup` installs; TIDEMARK_BENCH_NODES names others.',
      ],
    },
  ];
}

function sumOf(comparisons: readonly Comparison[]): number {
  if (comparisons.length === 0) return Number.NaN;
  return comparisons.flatMap((comparison) => columns.map((name) => comparison[name])).reduce((a, b) => a + b);
}

function rowOf(label: string, comparison: Comparison): string[] {
  const { kernel, nodes, classes } = comparison;
  const different = classes.different.map(
    ([name, { count: objects }]) => `${name} (${signedCount(objects)} objects)`,
  );
  return [
    label,
    kernel,
    nodes.toLocaleString('en'),
    ...columns.map((name) => String(comparison[name])),
    String(classes.names),
    different.join(', ') || 'none',
  ];
}

function signedCount(objects: number): string {
  return objects > 0 ? `DevTools has ${objects} more` : `DevTools has ${-objects} fewer`;
}

/** It ends with code 1 where something differs, which is told by what it prints. */
async function compared(file: string): Promise<Comparison[]> {
  const argv = ['--max-old-space-size=12000', programPath('heap-snapshot/compareWithDevTools.mjs'), file];
  const environment = programEnvironment({ TIDEMARK_PEERS: process.env.TIDEMARK_PEERS ?? '' });
  const { stdout } = await run(process.execPath, argv, {
    cwd: root,
    env: environment,
    maxBuffer: 2 ** 28,
  }).catch((error: Error & { readonly stdout?: string }) => {
    if (!error.stdout) throw error;
    return { stdout: error.stdout };
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Comparison);
}
