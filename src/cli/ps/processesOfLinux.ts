import { readText } from '../../sampling/node/FileSystem.ts';
import { heapOptions, lastNumber } from '../../sampling/node/oldGenerationLimit.ts';
import { loadsTidemark } from '../doctor/patientHere.ts';
import type { Machine } from '../machine/Machine.ts';
import { nodeVersionOf } from '../machine/nodeProgram.ts';
import { commandInWords, isNodeProcess, type ProcessFacts, processFacts } from '../machine/ProcessFacts.ts';
import type { NodeProcess, Watching } from './NodeProcess.ts';
import type { Watcher } from './watchersOf.ts';

const mebibyte = 2 ** 20;
const ticksPerSecond = 100;

/** All Node.js processes but this one, as `/proc` tells of them. */
export function processesOfLinux(machine: Machine, watchers: ReadonlyMap<number, Watcher>): NodeProcess[] {
  const upMs = Number.parseFloat(readText(machine.files, '/proc/uptime') ?? '') * 1000;
  const users = usersOf(readText(machine.files, '/etc/passwd') ?? '');
  const hubs = new Set([...watchers.values()].map(({ hubPid }) => hubPid));
  const asked = askingOnce(machine);
  return machine
    .list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .flatMap((pid) => {
      const facts = processFacts(asked, pid);
      if (facts === undefined || !isNodeProcess(facts)) return [];
      const { userId, startTicks, rssBytes, commandLine } = facts;
      return [
        {
          pid,
          user: users.get(userId) ?? String(userId),
          command: commandInWords(commandLine),
          ageMs: upMs - (startTicks / ticksPerSecond) * 1000,
          rssBytes,
          ...optionsSeen(asked, facts),
          watching: hubs.has(pid) ? { state: 'is-hub' } : watchingOf(facts, watchers.get(pid)),
        },
      ];
    });
}

function optionsSeen(
  machine: Machine,
  { pid, program, environment, commandLine }: ProcessFacts,
): Pick<NodeProcess, 'heapLimit' | 'nodeVersion'> {
  const nodeVersion = program && nodeVersionOf(machine, String(pid), program, environment ?? {});
  const options = heapOptions(environment?.NODE_OPTIONS, commandLine.options);
  const megabytes = lastNumber(options, /^--max-old-space-size=(\d+)$/);
  if (megabytes) return { nodeVersion, heapLimit: megabytes * mebibyte };
  const isKnown = environment !== undefined && !commandLine.isHidden;
  return { nodeVersion, heapLimit: isKnown ? 'default' : undefined };
}

function watchingOf({ environment, commandLine }: ProcessFacts, watcher: Watcher | undefined): Watching {
  if (watcher !== undefined) {
    return watcher.isItself ? { state: 'itself' } : { state: 'hub', hubPid: watcher.hubPid };
  }
  const options = heapOptions(environment?.NODE_OPTIONS, commandLine.options);
  if (loadsTidemark(options, environment ?? {})) return { state: 'loaded' };
  return { state: environment === undefined ? 'unknown' : 'none' };
}

/** Names by numbers. */
function usersOf(passwd: string): Map<number, string> {
  return new Map(
    passwd.split('\n').flatMap((line) => {
      const [name, , id] = line.split(':');
      return name && id ? [[Number(id), name]] : [];
    }),
  );
}

/** Asks each program for its version once, however many processes it runs. */
function askingOnce(machine: Machine): Machine {
  const answers = new Map<string, string | undefined>();
  return {
    ...machine,
    askVersion: (path) => {
      if (!answers.has(path)) answers.set(path, machine.askVersion(path));
      return answers.get(path);
    },
  };
}
