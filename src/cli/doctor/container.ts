import { type ControlGroup, controlGroups } from '../../sampling/node/controlGroups.ts';
import { readText } from '../../sampling/node/FileSystem.ts';
import { memoryGroupFiles, tightestGroup } from '../../sampling/node/memoryGroup.ts';
import type { Machine } from '../machine/Machine.ts';
import type { ContainerLimit } from './Patient.ts';

/** The control group that limits a process, with the processes in it. */
export interface LimitingGroup extends ContainerLimit {
  readonly directory: string;
}

/** The tightest limit on the memory of a process, `self` or a number; `undefined` where none is set or seen. */
export function limitingGroup({ files }: Machine, pid: string): LimitingGroup | undefined {
  const memberships = readText(files, `/proc/${pid}/cgroup`);
  const { memory } = controlGroups(memberships ?? '', readText(files, '/proc/self/mountinfo') ?? '');
  const tightest = memory && tightestGroup(files, memory);
  if (memory === undefined || tightest === undefined || Number.isNaN(tightest.limitBytes)) return undefined;
  const { directory, limitBytes } = tightest;
  const usage = readText(files, `${directory}/${memoryGroupFiles[memory.version].usage}`);
  return {
    directory,
    limitBytes,
    usedBytes: usage === undefined ? Number.NaN : Number(usage),
    isSeen: directory === memory.directory,
  };
}

/** Processes that are charged to a group itself, and not to a group below it. */
export function membersOf({ files }: Machine, { directory }: Pick<ControlGroup, 'directory'>): number[] {
  const text = readText(files, `${directory}/cgroup.procs`) ?? '';
  return text.split('\n').filter(Boolean).map(Number);
}
