// Bundles the dashboard: the page that hub and agent serve, the component for other pages, and its types.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src', 'dashboard');
const target = join(root, 'dist', 'dashboard');
const assets = ['index.html', 'page.css', 'icon.svg'];
const reportAssets = ['report.css'];
const budgetKilobytes = 60;

rmSync(target, { recursive: true, force: true });
await build({
  entryPoints: ['page.ts', 'reportPage.ts', 'index.ts'].map((entry) => join(source, entry)),
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  loader: { '.css': 'text' },
  plugins: [minifiedStyles()],
  legalComments: 'none',
  logLevel: 'warning',
});
for (const asset of [...assets, ...reportAssets]) cpSync(join(source, asset), join(target, asset));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.dashboard.build.json'], { cwd: root, stdio: 'inherit' });
reportSize();

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

function reportSize() {
  const bytes = ['page.js', ...assets]
    .map((name) => gzipSync(readFileSync(join(target, name)), { level: 9 }).length)
    .reduce((sum, size) => sum + size, 0);
  const kilobytes = bytes / 1024;
  process.stdout.write(`dashboard: ${kilobytes.toFixed(1)} KB gzipped, budget ${budgetKilobytes} KB\n`);
  if (kilobytes > budgetKilobytes)
    throw new Error(`the page is ${kilobytes.toFixed(1)} KB, more than its budget`);
}
