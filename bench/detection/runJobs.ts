import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runProgram } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import type { Job } from './plan.ts';
import type { Outcome } from './replay.ts';

/** Compiles the programs together with the detector's own source, which the package does not export. */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: ['judge.ts', 'sampleCost.ts'].map((name) =>
      join(root, 'bench', 'detection', 'programs', name),
    ),
    outdir: join(root, 'bench', 'dist', 'detection', 'programs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
}

/** Judges all jobs, as many at once as there are cores. The outcomes of each stand in the order of the jobs. */
export async function runJobs(jobs: readonly Job[], finished: (count: number) => void): Promise<Outcome[][]> {
  const outcomes: Outcome[][] = [];
  let next = 0;
  let count = 0;
  const work = async (): Promise<void> => {
    while (next < jobs.length) {
      const place = next++;
      const job = JSON.stringify(jobs[place]);
      outcomes[place] = await runProgram<Outcome[]>('detection/programs/judge.ts', { arguments: [job] });
      finished(++count);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return outcomes;
}
