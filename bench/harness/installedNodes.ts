import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './shipped.ts';

const majors = [20, 22, 24];

/** Programs of other versions of Node.js: those that `TIDEMARK_BENCH_NODES` names, else those that `npm run setup` has installed. */
export function installedNodes(): string[] {
  const given = process.env.TIDEMARK_BENCH_NODES;
  if (given !== undefined) return given.split(delimiter).filter((path) => path !== '');
  const program = `node-${process.platform.replace('win32', 'win')}-${process.arch}`;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return majors
    .map((major) =>
      join(root, 'node_modules/.cache/nodes', String(major), 'node_modules', program, 'bin', name),
    )
    .filter((path) => existsSync(path));
}
