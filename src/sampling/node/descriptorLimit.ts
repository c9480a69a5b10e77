import { type FileSystem, fileSystem, readText } from './FileSystem.ts';

/**
 * How many file descriptors this process may have open: the soft limit that `/proc/self/limits` tells.
 *
 * @returns `undefined` where there is none, or nobody tells it, as on other systems than Linux
 */
export function descriptorLimit(files: FileSystem = fileSystem): number | undefined {
  const soft = /^Max open files\s+(\d+)\s/m.exec(readText(files, '/proc/self/limits') ?? '')?.[1];
  return soft === undefined ? undefined : Number(soft);
}
