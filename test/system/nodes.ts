import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A Node.js that programs of tests run on. */
export interface InstalledNode {
  readonly major: number;
  readonly path: string;
  /** Why nothing can run on it; `undefined` where it is there. */
  readonly missing?: string | undefined;
}

const own = Number.parseInt(process.versions.node, 10);
const majors = [20, 22, 24];
const folder = join(import.meta.dirname, '../../node_modules/.cache/nodes');
const packageName = `node-${process.platform.replace('win32', 'win')}-${process.arch}`;
const program = process.platform === 'win32' ? 'node.exe' : 'node';

/** The Node.js that runs the tests, and the other versions that Tidemark is for, as `npm run setup` installs them. */
export const nodes: readonly InstalledNode[] = [
  { major: own, path: process.execPath },
  ...majors
    .filter((major) => major !== own)
    .map((major) => {
      const path = join(folder, String(major), 'node_modules', packageName, 'bin', program);
      const missing = existsSync(path) ? undefined : `Node.js ${major} is not installed: npm run setup`;
      return { major, path, missing };
    }),
];
