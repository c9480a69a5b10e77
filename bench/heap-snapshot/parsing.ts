import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { RunOptions } from '../harness/Bench.ts';
import { megabytes, milliseconds, ratio, spread } from '../harness/figures.ts';
import { programPath } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import { median, pairedRatios, spreadOf } from '../harness/statistics.ts';
import type { Table } from '../harness/Table.ts';
import { targetTable } from '../harness/Target.ts';
import { inTurns } from '../harness/turns.ts';
import { type Analyser, type Usage, usageOf } from './analysers.ts';
import { bytesOf, type SnapshotFolder } from './SnapshotFolder.ts';

const users = 107_000;
const quickUsers = 1_500;
const turns = 5;
const mostTimes = 1.5;

/** Reading alone, beside a loop that only touches each byte. */
export async function parsing(options: RunOptions, folder: SnapshotFolder): Promise<Table[]> {
  const bundles = await mkdtemp(join(tmpdir(), 'tidemark-bench-'));
  const reader = join(bundles, 'readOnly.mjs');
  await build({
    entryPoints: [join(root, 'bench/heap-snapshot/bundled/readOnly.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: reader,
    logLevel: 'error',
  });
  const reading: Analyser = { name: 'reading into columns', argv: [reader] };
  const touching: Analyser = {
    name: 'a loop over each byte',
    argv: [programPath('heap-snapshot/programs/touchBytes.ts')],
  };
  const file = await folder.written(options.quick ? quickUsers : users);
  const label = megabytes(await bytesOf(file));
  const results = await inTurns([touching, reading], options.quick ? 1 : turns, (analyser, turn) =>
    folder.measured(`${analyser.name} ${turn}`, () => {
      options.progress(`heap: ${label}, ${analyser.name}`);
      return usageOf(analyser, file);
    }),
  );
  await rm(bundles, { recursive: true });
  await folder.done(file);
  const cpuOf = (analyser: Analyser): number[] => results.get(analyser)!.map(({ userMs }: Usage) => userMs);
  const times = median(pairedRatios(cpuOf(touching), cpuOf(reading)));
  return [
    targetTable(
      `Reading a heap snapshot of ${label}`,
      [
        {
          what: 'user CPU of a loop that touches each byte',
          atMost: mostTimes,
          measured: times,
          format: ratio,
        },
      ],
      [touching, reading].map(
        (analyser) =>
          `User CPU of the whole process, ${analyser.name}: ${spread(spreadOf(cpuOf(analyser)), milliseconds)}.`,
      ),
    ),
  ];
}
