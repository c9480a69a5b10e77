// node bench/detection/try.mjs <program> [argument…]: compiles a program of this bench together with the sources that it
// tests, and runs it. `judge` tells what becomes of given processes, `tune` what the detector gets wrong.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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
