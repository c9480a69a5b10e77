import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../harness/shipped.ts';

/** Where the programs and their packages are. */
export const corpusFolder: string = join(root, 'bench', 'detection', 'corpus');

/** Installs what the programs use, in the versions of the lock file, unless that has been done. */
export function installPackages(progress: (text: string) => void): void {
  const lock = readFileSync(join(corpusFolder, 'package-lock.json'), 'utf8');
  const stamp = join(corpusFolder, 'node_modules', '.corpus-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  progress('packages of the programs');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: corpusFolder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(stamp, lock);
}
