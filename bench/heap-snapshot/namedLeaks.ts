import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { RunOptions } from '../harness/Bench.ts';
import { count, percent } from '../harness/figures.ts';
import { programEnvironment } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import type { Table } from '../harness/Table.ts';
import { type Target, targetTable } from '../harness/Target.ts';
import type { SnapshotFolder } from './SnapshotFolder.ts';

/** A part of what `tidemark snapshot diff --json` prints. */
interface Diff {
  readonly suspects: readonly { readonly path: string; readonly className: string; readonly share: number }[];
}

/** Three snapshots, and the holders that are to be named. */
interface Case {
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly holders: readonly string[];
}

/** The holder of each leak of the wardrobe, as the program reaches it. */
const wardrobeHolders: Readonly<Record<string, readonly string[]>> = {
  'latency-samples': ['globalThis.world.latencies.#samples'],
  adjacency: ['globalThis.world.graphs.#adjacency'],
  'orphaned-parts': ['globalThis.world.entities.#entities'],
  'expired-keys': ['globalThis.world.glances.#glances'],
  listeners: ['globalThis.world.bus.#listeners.get("weather_changed")'],
  'perception-log': ['globalThis.world.perceptions.#entries'],
  none: [],
};

const seededUsers = '24600';
const quickSeededUsers = '1500';
const seeded = ['globalThis.responses', 'globalThis.app.bus._events.tick', 'globalThis.dashboard.history'];

/** Leaks that are known, told by `tidemark snapshot diff` from three snapshots. */
export async function namedLeaks(options: RunOptions, folder: SnapshotFolder): Promise<Table[]> {
  const cases: Case[] = [
    {
      name: options.quick ? 'three leaks' : 'three leaks in a heap of 100 MB',
      program: 'seedLeaks.ts',
      arguments: [options.quick ? quickSeededUsers : seededUsers],
      holders: seeded,
    },
    ...Object.entries(wardrobeHolders).map(
      ([leak, holders]): Case => ({
        name: `wardrobe ${leak}`,
        program: 'wardrobeSnapshots.ts',
        arguments: [leak],
        holders,
      }),
    ),
  ];
  const rows: string[][] = [];
  let missed = 0;
  let others = 0;
  for (const one of cases) {
    const files = await folder.series(one.name, one.program, one.arguments);
    const { suspects } = await diffOf(files);
    await folder.done(...files);
    missed += one.holders.filter((holder) => !suspects.some(({ path }) => path === holder)).length;
    others += suspects.filter(({ path }) => !one.holders.includes(path)).length;
    for (const { path, className, share } of suspects) {
      const verdict = one.holders.includes(path) ? 'the leak' : 'not seeded';
      rows.push([one.name, `${path} (${className})`, percent(share), verdict]);
    }
    if (suspects.length === 0)
      rows.push([one.name, 'nobody', '', one.holders.length === 0 ? 'right' : 'missed']);
  }
  const targets: Target[] = [
    { what: 'leaks whose holder is not named', atMost: 0, measured: missed, format: count },
    { what: 'others that are accused', atMost: 0, measured: others, format: count },
  ];
  return [
    targetTable('Known leaks, from three snapshots', targets, [
      'Three leaks of different kinds in one heap, with a cache that fills up once and work that comes and goes; and the wardrobe of the examples with each of its leaks in turn, and with none.',
    ]),
    { title: 'Who is accused', columns: ['snapshots', 'holder', 'share of the growth', 'is'], rows },
  ];
}

function diffOf(files: readonly string[]): Promise<Diff> {
  const argv = [join(root, 'dist/cli/main.js'), 'snapshot', 'diff', ...files, '--json'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      argv,
      { env: programEnvironment(), maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(stderr || error.message));
        else resolve(JSON.parse(stdout) as Diff);
      },
    );
  });
}
