// Bundles a program of this folder with the packages that it compares with, which are no dependencies of Tidemark. They are
// installed when they are asked for, as package-lock.json here says; TIDEMARK_PEERS names another folder that has them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the packages; throws where they cannot be installed. */
export function peersFolder() {
  const folder = process.env.TIDEMARK_PEERS || join(here, '../../../node_modules/.cache/tidemark-heap-peers');
  if (existsSync(join(folder, 'node_modules/chrome-devtools-frontend'))) return folder;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(here, file), join(folder, file));
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' });
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
