import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../harness/shipped.ts';

/** Compiles the detector's own source, which the package does not export, and what shows it the tapes. */
export async function loadReplay(): Promise<typeof import('./tape.ts').replayed> {
  const outfile = join(root, 'bench', 'dist', 'replay', 'tape.js');
  await build({
    entryPoints: [join(root, 'bench', 'detection', 'corpus', 'tape.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
  });
  const { replayed } = (await import(pathToFileURL(outfile).href)) as typeof import('./tape.ts');
  return replayed;
}
