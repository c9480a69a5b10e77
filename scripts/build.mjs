// Builds what `npm publish` ships. The library is bundled into few files that share their chunks, because every file
// the agent loads is paid at each start of the application; tsc writes its types.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeKernel } from './build-kernel.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'dist');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const examples = ['examples/wardrobe'];

rmSync(target, { recursive: true, force: true });
await writeKernel();
typescript('tsconfig.build.json');
await build({
  entryPoints: [
    'index.ts',
    'agent/register.ts',
    'agent/attaching/attach.ts',
    'cli/main.ts',
    'cli/snapshot/thread/snapshotThread.ts',
    'profiling/index.ts',
    'profiling/analyst/analystProgram.ts',
    'pressure/index.ts',
    'prometheus/index.ts',
    'opentelemetry/index.ts',
    'agent/injection/index.ts',
    'frameworks/index.ts',
    'testing/index.ts',
  ].map((entry) => join(root, 'src', entry)),
  outbase: join(root, 'src'),
  outdir: target,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys(dependencies),
  minifySyntax: true,
  minifyWhitespace: true,
  // Node prints the line that threw above an error that nobody has caught: it must not bury the message.
  lineLimit: 240,
  sourcemap: true,
  logLevel: 'warning',
});
await build({
  entryPoints: [join(root, 'src', 'agent', 'attaching', 'importModule.ts')],
  outfile: join(target, 'agent', 'attaching', 'importModule.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
await build({
  // Jest runs CommonJS unless it is told otherwise.
  entryPoints: [join(root, 'src', 'testing', 'index.ts')],
  outfile: join(target, 'testing', 'index.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  define: { 'import.meta.url': 'ownUrl' },
  banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 240,
  sourcemap: true,
  logLevel: 'warning',
});
await build({
  // A bundle of its own that needs no loader, so that the thread costs little.
  entryPoints: [join(root, 'src', 'recording', 'watchdog', 'watchdogThread.ts')],
  outfile: join(target, 'recording', 'watchdog', 'watchdogThread.cjs'),
  bundle: true,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
});
await build({
  entryPoints: [join(root, 'src', 'index.browser.ts')],
  outdir: target,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  sourcemap: true,
  logLevel: 'warning',
});
chmodSync(join(target, 'cli', 'main.js'), 0o755);
await import('./build-dashboard.mjs');
for (const example of examples) typescript(example);

function typescript(project) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
}
