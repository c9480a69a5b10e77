// Bundles the dashboard: the page that hub and agent serve, the component for other pages, and its types.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { leanPlot } from './leanPlot.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src', 'dashboard');
const target = join(root, 'dist', 'dashboard');
const assets = ['index.html', 'page.css', 'icon.svg'];
const reportAssets = ['report.css'];
const budgetKilobytes = 60;

rmSync(target, { recursive: true, force: true });
const common = {
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  loader: { '.css': 'text' },
  plugins: [minifiedStyles(), leanPlot()],
  legalComments: 'none',
  logLevel: 'warning',
};
// The page loads at once what it shows at once: what fetches its data, which runs first, what draws them, and what the two
// share. Each module that it imports on demand is another file, with all that it needs: pieces that they share would make the
// page larger than what they have in common makes the others.
const atOnce = ['begin.js', 'shared.js', 'page.js'];
const onDemand = await buildPage(entries('begin.ts', 'page.ts'), { splitting: true, chunkNames: 'shared' });
// Elsewhere one file is worth more than a smaller one.
await build({ ...common, entryPoints: entries('reportPage.ts', 'index.ts') });
for (const asset of [...assets, ...reportAssets]) cpSync(join(source, asset), join(target, asset));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.dashboard.build.json'], { cwd: root, stdio: 'inherit' });
reportSize();

function entries(...names) {
  return names.map((name) => join(source, name));
}

/** A style sheet is a text within the bundle, so it is made small by itself. */
function minifiedStyles() {
  return {
    name: 'minified styles',
    setup({ onLoad, esbuild }) {
      onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await esbuild.transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true });
        return { contents: code, loader: 'text' };
      });
    },
  };
}

/** Bundles these modules, and each that one of them imports on demand; the names of the files of the latter. */
async function buildPage(entryPoints, options = {}) {
  const wanted = new Set();
  const leftOut = {
    name: 'modules on demand',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        wanted.add(join(resolveDir, path));
        return { path: `./${basename(path, '.ts')}.js`, external: true };
      });
    },
  };
  await build({
    ...common,
    ...options,
    entryPoints: Object.fromEntries(entryPoints.map((path) => [basename(path, '.ts'), path])),
    plugins: [...common.plugins, leftOut],
  });
  const names = [...wanted].map((path) => `${basename(path, '.ts')}.js`);
  return wanted.size === 0 ? [] : [...names, ...(await buildPage([...wanted]))];
}

function reportSize() {
  const kilobytes = sizeOf([...atOnce, ...assets]);
  const rest = sizeOf([...new Set(onDemand)]).toFixed(1);
  process.stdout.write(
    `dashboard: ${kilobytes.toFixed(1)} KB gzipped, budget ${budgetKilobytes} KB; ${rest} KB on demand\n`,
  );
  if (kilobytes > budgetKilobytes)
    throw new Error(`the page is ${kilobytes.toFixed(1)} KB, more than its budget`);
}

function sizeOf(names) {
  const sizes = names.map((name) => gzipSync(readFileSync(join(target, name)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
