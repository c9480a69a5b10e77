import { readText } from '../../sampling/node/FileSystem.ts';
import { heapOptions } from '../../sampling/node/oldGenerationLimit.ts';
import type { Machine } from '../machine/Machine.ts';
import { kilobytesAfter } from '../machine/processFiles.ts';
import { limitingGroup } from './container.ts';
import { deploymentOf } from './deployment.ts';
import { heapOf } from './heapFlags.ts';
import type { Patient } from './Patient.ts';
import { thresholdsOf } from './thresholdsOf.ts';

/** Files that Docker and Podman leave at the root of a container. */
export const containerMarks: readonly string[] = ['/.dockerenv', '/run/.containerenv'];

/** What of the host decides: the same for every process on it. */
export function hostOf(machine: Machine): Pick<Patient, 'hostBytes' | 'hostAvailableBytes' | 'overcommit'> {
  const memory = readText(machine.files, '/proc/meminfo') ?? '';
  const total = kilobytesAfter('MemTotal', memory);
  return {
    hostBytes: Number.isNaN(total) ? machine.hostBytes : total,
    // Elsewhere free memory is not available memory: macOS keeps next to none free.
    hostAvailableBytes:
      machine.platform === 'win32' ? machine.freeBytes : kilobytesAfter('MemAvailable', memory),
    overcommit: Number(readText(machine.files, '/proc/sys/vm/overcommit_memory')?.trim() || Number.NaN),
  };
}

/** The application that would be started here, with this Node, this environment and in this directory. */
export async function patientHere(
  machine: Machine,
  environment: NodeJS.ProcessEnv,
  directory: string,
): Promise<Patient> {
  const nodeOptions = environment.NODE_OPTIONS ?? '';
  const options = heapOptions(nodeOptions, []);
  const host = hostOf(machine);
  const group = limitingGroup(machine, 'self');
  const seenBytes = group?.isSeen === true ? Math.min(group.limitBytes, host.hostBytes) : host.hostBytes;
  return {
    title: 'an application that is started here',
    nodeVersion: machine.nodeVersion,
    options,
    commandLineOptions: [],
    isCommandLineHidden: false,
    nodeOptions,
    heap: heapOf(options, seenBytes, Number.parseInt(machine.nodeVersion, 10)),
    container: group,
    ...host,
    deployment: deploymentOf({
      memberships: readText(machine.files, '/proc/self/cgroup') ?? '',
      environment,
      hasContainerMark: containerMarks.some((mark) => machine.exists(mark)),
    }),
    isWatched: loadsTidemark(options, environment),
    vitals: undefined,
    ...(await thresholdsOf(environment, directory)),
  };
}

/** Whether these options load the agent: `--import tidemark/register`, or `tidemark run` has started it. */
export function loadsTidemark(
  options: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (environment.TIDEMARK_HUB_SOCKET !== undefined) return true;
  return options.some((option) => /tidemark\/(\S*\/)?register/.test(option));
}
