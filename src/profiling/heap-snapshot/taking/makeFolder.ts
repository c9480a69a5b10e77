import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it, for their owner only. Level by level: where the file system allows no folder, as in
 * `/proc`, Node's own recursion never ends.
 *
 * @throws Error that says what is in the way where a file has the name of one of them; else the file system's
 */
export async function makeFolder(path: string, mayClimb: boolean = true): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return;
    if (code === 'EEXIST') throw new Error(`${path} is there already, and is no folder`, { cause: error });
    if (code === 'ENOTDIR')
      throw new Error(`a file is above ${path}, where a folder is needed`, { cause: error });
    if (code !== 'ENOENT' || !mayClimb || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path, false);
  }
}

/** Not so of a link that leads nowhere. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
