import { type FileSystem, readText } from './FileSystem.ts';
import { memoryGroupFiles } from './memoryGroup.ts';

/**
 * How many processes of a control group the kernel has killed for want of memory since the group began; `undefined` where
 * it does not tell. Opens and reads a file: for now and then, not for each sample.
 */
export function oomKills(
  files: FileSystem,
  { version, directory }: { readonly version: 1 | 2; readonly directory: string },
): number | undefined {
  const events = readText(files, `${directory}/${memoryGroupFiles[version].events}`);
  const kills = /^oom_kill (\d+)$/m.exec(events ?? '')?.[1];
  return kills === undefined ? undefined : Number(kills);
}
