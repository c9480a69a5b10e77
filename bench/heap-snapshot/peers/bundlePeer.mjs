// Bundles a program of this folder with the packages that it compares with, which are no dependencies of Tidemark:
//   mkdir peers && cd peers && npm init -y && npm i --ignore-scripts chrome-devtools-frontend @memlab/heap-analysis
// and then TIDEMARK_PEERS=<that folder> for whatever calls this.
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the packages; throws where there is none. */
export function peersFolder() {
  const folder = process.env.TIDEMARK_PEERS;
  if (!folder || !existsSync(join(folder, 'node_modules'))) {
    throw new Error(
      'TIDEMARK_PEERS must be a folder with the packages to compare with: see bench/heap-snapshot/peers/bundlePeer.mjs',
    );
  }
  return folder;
}

/** Path of the bundled program. */
export async function bundlePeer(name) {
  const peers = peersFolder();
  writeMissingLocales(peers);
  const outfile = join(mkdtempSync(join(tmpdir(), 'tidemark-peer-')), `${name}.mjs`);
  await build({
    entryPoints: [join(here, `${name}.mjs`)],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    nodePaths: [join(peers, 'node_modules')],
    // Node 20 lacks it.
    banner: {
      js: 'Promise.withResolvers ??= function () { let resolve, reject; const promise = new this((a, b) => { resolve = a; reject = b; }); return { promise, resolve, reject }; };',
    },
    logLevel: 'error',
  });
  return outfile;
}

/** A file that DevTools generates when it is built, and its package lacks. */
function writeMissingLocales(peers) {
  const file = join(peers, 'node_modules/chrome-devtools-frontend/front_end/core/i18n/locales.js');
  if (existsSync(file)) return;
  const lists = "export const LOCALES = ['en-US'], BUNDLED_LOCALES = ['en-US'], DEFAULT_LOCALE = 'en-US'";
  writeFileSync(file, `${lists}, REMOTE_FETCH_PATTERN = '', LOCAL_FETCH_PATTERN = '';\n`);
}
