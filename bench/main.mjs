// Compiles the benches (Node 20 does not run TypeScript) and runs those named on the command line, or all.
// The types are checked by `npm run check`, so here they are only removed.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

execFileSync(process.execPath, [tsc, '-p', 'bench'], { cwd: root, stdio: 'inherit' });
const { runCommand } = await import('./dist/harness/command.js');
process.exitCode = await runCommand(process.argv.slice(2));
