// Compiles the benches (Node 20 does not run TypeScript) and runs those named on the command line, or all.
// The types are checked by `npm run check`, so here they are only removed.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const usage = `node bench/main.mjs [bench …] [options]
Runs the named benches, or all, and prints their tables.

  --quick               less of everything, to see that it runs
  --write               put the tables into docs/benchmarks.md
Of the bench "corpus":
  --only a,b            these programs alone
  --minutes N           how long each runs
  --parallel N          how many at once
  --results DIRECTORY   where their results are
  --report              tables of the results that are there; nothing runs
  --replay              the same, judged by the detector of this source tree
  --calibrate           measure how fast programs leak
  --out-of-memory       drive programs into their heap limit`;
if (process.argv.some((argument) => argument === '--help' || argument === '-h')) {
  console.log(usage);
  process.exit(0);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

execFileSync(process.execPath, [tsc, '-p', 'bench'], { cwd: root, stdio: 'inherit' });
const { runCommand } = await import('./dist/harness/command.js');
process.exitCode = await runCommand(process.argv.slice(2));
