import type { ControlGroup } from './controlGroups.ts';
import { type FileSystem, readText } from './FileSystem.ts';

/** Names of the files in a memory group, and of what is read from them, by version. */
export const memoryGroupFiles = {
  1: {
    usage: 'memory.usage_in_bytes',
    limit: 'memory.limit_in_bytes',
    inactiveFile: 'total_inactive_file ',
    events: 'memory.oom_control',
  },
  2: {
    usage: 'memory.current',
    limit: 'memory.max',
    inactiveFile: 'inactive_file ',
    events: 'memory.events',
  },
} as const;

/** A group that this process's memory is charged to. */
export interface MemoryGroup {
  readonly directory: string;
  /** `NaN` where it has no limit. */
  readonly limitBytes: number;
}

/**
 * Of a group and its ancestors, as far as they are visible, the one with the fewest bytes left; the innermost where
 * none has a limit. `undefined` where there is no group but the root of version 1, which is charged with the whole host.
 */
export function tightestGroup(files: FileSystem, group: ControlGroup): MemoryGroup | undefined {
  const visible = lineage(group).flatMap((directory) => memoryGroup(files, group.version, directory));
  const limited = visible.filter(({ limitBytes }) => !Number.isNaN(limitBytes));
  if (limited.length > 1) {
    const left = new Map(
      limited.map((each) => [each, each.limitBytes - usedBytes(files, group.version, each)]),
    );
    limited.sort((one, other) => (left.get(one) as number) - (left.get(other) as number));
  }
  const chosen = limited[0] ?? visible[0];
  const isWholeHost = group.version === 1 && chosen?.directory === group.mountPoint && limited.length === 0;
  return isWholeHost ? undefined : chosen;
}

/** Directories from the group up to the mount point. */
export function lineage({ directory, mountPoint }: ControlGroup): string[] {
  const directories = [directory];
  for (let path = directory; path.length > mountPoint.length; directories.push(path)) {
    path = path.slice(0, path.lastIndexOf('/'));
  }
  return directories;
}

function memoryGroup(files: FileSystem, version: 1 | 2, directory: string): MemoryGroup[] {
  const text = readText(files, `${directory}/${memoryGroupFiles[version].limit}`);
  if (text === undefined) return [];
  const limitBytes = Number.parseInt(text, 10);
  return [{ directory, limitBytes: limitBytes > Number.MAX_SAFE_INTEGER ? Number.NaN : limitBytes }];
}

/** What a group is charged with, less its inactive file cache. */
function usedBytes(files: FileSystem, version: 1 | 2, { directory }: MemoryGroup): number {
  const { usage, inactiveFile } = memoryGroupFiles[version];
  const statistics = readText(files, `${directory}/memory.stat`)?.split('\n') ?? [];
  const cache = statistics.find((line) => line.startsWith(inactiveFile))?.slice(inactiveFile.length);
  return Number(readText(files, `${directory}/${usage}`)) - Number(cache ?? 0);
}
