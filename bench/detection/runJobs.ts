import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runProgram } from '../harness/program.ts';
import { root } from '../harness/shipped.ts';
import type { Job } from './plan.ts';

/** A larger young generation: simulated samples make much garbage, and next to nothing that stays. */
const execArgv = ['--max-semi-space-size=64'];

/** Compiles the programs together with the detector's own source, which the package does not export. */
export async function bundlePrograms(): Promise<void> {
  await build({
    entryPoints: ['judge.ts', 'forecast.ts', 'sampleCost.ts'].map((name) =>
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

/**
 * Runs one of the programs for every job, as many at once as there are cores. What they print stands in the order of the
 * jobs.
 */
export async function runJobs<Result>(
  program: 'judge' | 'forecast',
  jobs: readonly Job[],
  finished: (count: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  let count = 0;
  const work = async (): Promise<void> => {
    while (next < jobs.length) {
      const place = next++;
      const job = JSON.stringify(jobs[place]);
      results[place] = await runProgram(`detection/programs/${program}.ts`, { execArgv, arguments: [job] });
      finished(++count);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
