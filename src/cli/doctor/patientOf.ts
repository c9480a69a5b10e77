import { readText } from '../../sampling/node/FileSystem.ts';
import { heapOptions } from '../../sampling/node/oldGenerationLimit.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import type { Machine } from '../machine/Machine.ts';
import { isNode, nodeVersionOf } from '../machine/nodeProgram.ts';
import {
  type CommandLine,
  commandLineOf,
  environmentOf,
  kilobytesAfter,
  softLimit,
  zeroSeparated,
} from '../machine/processFiles.ts';
import { type LimitingGroup, limitingGroup, membersOf } from './container.ts';
import { deploymentOf } from './deployment.ts';
import { heapOf } from './heapFlags.ts';
import type { Patient, PatientHeap, Vitals } from './Patient.ts';
import { containerMarks, hostOf, loadsTidemark } from './patientHere.ts';
import { thresholdsOf } from './thresholdsOf.ts';

const longestTitle = 60;

/**
 * A process that runs, as `/proc` tells of it.
 *
 * @throws TidemarkError `INVALID_OPTION` where there is no such process, or it is no Node process; `PROCESS_UNREADABLE` where
 *   it may not be looked at, or there is no `/proc`
 */
export async function patientOf(machine: Machine, pid: string): Promise<Patient> {
  if (machine.platform !== 'linux') {
    throw new TidemarkError(
      'PROCESS_UNREADABLE',
      'A running process can be examined on Linux alone, through /proc. Without a pid, tidemark doctor looks at what is started here.',
      { option: 'pid', received: pid },
    );
  }
  const { files } = machine;
  const read = (name: string): string | undefined => readText(files, `/proc/${pid}/${name}`);
  const given = read('cmdline');
  if (given === undefined) throw invalidOption('pid', 'the number of a process that runs', pid);
  const program = machine.link(`/proc/${pid}/exe`);
  const environmentText = read('environ');
  if (program === undefined || environmentText === undefined) {
    throw new TidemarkError(
      'PROCESS_UNREADABLE',
      `Process ${pid} may not be looked at by this user: run tidemark doctor as the one that started it, or as root.`,
      { option: 'pid', received: pid },
    );
  }
  if (!isNode(program)) throw invalidOption('pid', `a Node.js process (${pid} is ${program})`, pid);
  const environment = environmentOf(environmentText);
  const line = commandLineOf(zeroSeparated(given));
  const nodeVersion = nodeVersionOf(machine, pid, program, environment);
  const options = heapOptions(environment.NODE_OPTIONS, line.options);
  const host = hostOf(machine);
  const group = limitingGroup(machine, pid);
  const directory = machine.link(`/proc/${pid}/cwd`);
  return {
    title: titleOf(pid, line),
    nodeVersion,
    options,
    commandLineOptions: line.options,
    isCommandLineHidden: line.isHidden,
    nodeOptions: environment.NODE_OPTIONS ?? '',
    heap: heapAt(options, group, host.hostBytes, nodeVersion),
    container: group,
    ...host,
    deployment: deploymentOf({
      memberships: read('cgroup') ?? '',
      environment,
      hasContainerMark: containerMarks.some((mark) => machine.exists(`/proc/${pid}/root${mark}`)),
    }),
    isWatched: loadsTidemark(options, environment),
    vitals: vitalsOf(machine, pid, group, host.hostBytes),
    // A module is code of theirs: what it exports is not asked for with the rights of whoever examines.
    ...(directory !== undefined && isOurs(machine, pid)
      ? await thresholdsOf(environment, directory)
      : { thresholdBytes: new Map(), configurationFault: undefined }),
  };
}

/** Whether it has the same owner and sees the same files as we. */
function isOurs({ files, link }: Machine, pid: string): boolean {
  const owner = (of: string): string | undefined =>
    /^Uid:\s+(\d+)/m.exec(readText(files, `/proc/${of}/status`) ?? '')?.[1];
  const mounts = link(`/proc/${pid}/ns/mnt`);
  return owner(pid) !== undefined && owner(pid) === owner('self') && mounts === link('/proc/self/ns/mnt');
}

function heapAt(
  options: readonly string[],
  group: LimitingGroup | undefined,
  hostBytes: number,
  nodeVersion: string | undefined,
): PatientHeap | undefined {
  if (nodeVersion === undefined) return undefined;
  const seenBytes = group?.isSeen === true ? Math.min(group.limitBytes, hostBytes) : hostBytes;
  return heapOf(options, seenBytes, Number.parseInt(nodeVersion, 10));
}

function vitalsOf(
  machine: Machine,
  pid: string,
  group: LimitingGroup | undefined,
  hostBytes: number,
): Vitals {
  const read = (name: string): string => readText(machine.files, `/proc/${pid}/${name}`) ?? '';
  const status = read('status');
  const adjustment = read('oom_score_adj').trim();
  return {
    pid: Number(pid),
    rssBytes: kilobytesAfter('VmRSS', status),
    swappedBytes: kilobytesAfter('VmSwap', status),
    addressSpaceBytes: softLimit('Max address space', read('limits')),
    oomScoreAdjustment: adjustment === '' ? Number.NaN : Number(adjustment),
    neighbours: group === undefined ? [] : neighboursOf(machine, pid, group, hostBytes),
  };
}

/** Other Node processes in the group whose limit binds; heaps of those that may not be looked at are unknown. */
function neighboursOf(
  machine: Machine,
  pid: string,
  group: LimitingGroup,
  hostBytes: number,
): Vitals['neighbours'] {
  return membersOf(machine, group)
    .filter((member) => member !== Number(pid))
    .flatMap((member) => {
      const program = machine.link(`/proc/${member}/exe`);
      if (program === undefined || !isNode(program)) return [];
      const read = (name: string): string => readText(machine.files, `/proc/${member}/${name}`) ?? '';
      const environment = environmentOf(read('environ'));
      const { options } = commandLineOf(zeroSeparated(read('cmdline')));
      const all = heapOptions(environment.NODE_OPTIONS, options);
      const version = nodeVersionOf(machine, String(member), program, environment);
      return [{ pid: member, heap: heapAt(all, group, hostBytes, version) }];
    });
}

function titleOf(pid: string, { isHidden, options, script }: CommandLine): string {
  const text = [...(isHidden ? [] : ['node']), ...options, ...(script === undefined ? [] : [script])].join(
    ' ',
  );
  return `process ${pid} (${text.length > longestTitle ? `${text.slice(0, longestTitle - 1)}…` : text})`;
}
