// node bench/detection/try.mjs <program> [argument…]: compiles a program of this bench together with the sources that it
// tests, and runs it. `judge` tells what becomes of given processes, `tune` what the detector gets wrong.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const usage = `node bench/detection/try.mjs [tune] [options]
Lets some processes of every family live, and lists what the detector gets wrong.

  --first SEED          5000000
  --seeds N             2, for each family
  --hours N             12, of healthy processes
  --families a,b        all
  --policy NAME         standard
  --world NAME          declared
  --rates 0,20000       bytes per second; 0 is healthy
  --kind NAME           constant
  --circumstance NAME   late
  --sensitivity LEVEL   medium

Other programs: ${readdirSync(join(dirname(fileURLToPath(import.meta.url)), 'programs'))
  .map((name) => name.replace(/\.ts$/, ''))
  .join(', ')}.`;
if (process.argv.some((argument) => argument === '--help' || argument === '-h')) {
  console.log(usage);
  process.exit(0);
}

const here = dirname(fileURLToPath(import.meta.url));
const [program = 'tune', ...rest] = process.argv.slice(2);
const outfile = join(here, '..', 'dist', 'try', `${program}.js`);
await build({
  entryPoints: [join(here, 'programs', `${program}.ts`)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
execFileSync(process.execPath, [outfile, ...rest], { stdio: 'inherit' });
