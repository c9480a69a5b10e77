import { constants } from 'node:os';
import { heapOptions } from '../../sampling/node/oldGenerationLimit.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { Machine } from '../machine/Machine.ts';
import { nodeVersionOf } from '../machine/nodeProgram.ts';
import { commandInWords, type ProcessFacts, processFacts } from '../machine/ProcessFacts.ts';
import { type Examined, refusalOf } from './refusalOf.ts';

/** The signal at which Node.js opens its inspector. */
export const inspectorSignal: number = constants.signals.SIGUSR1;

/** A process that Tidemark may come into. */
export interface Target {
  readonly pid: number;
  /** `node server.js` */
  readonly title: string;
  /** Options of Node and V8: of `NODE_OPTIONS`, then of the command line. */
  readonly options: readonly string[];
  readonly facts: ProcessFacts;
}

/**
 * Looks at a process from outside, and whether one may come into it.
 *
 * @throws TidemarkError `INVALID_OPTION` where there is none, `PROCESS_UNREADABLE` without `/proc`, `ATTACH_REFUSED` with the reason
 */
export function targetOf(machine: Machine, pid: number): Target {
  if (machine.platform !== 'linux') {
    throw new TidemarkError(
      'PROCESS_UNREADABLE',
      'A running process can be attached to on Linux alone: /proc tells whether the signal that it takes is safe. Elsewhere, start it with tidemark run.',
      { option: 'pid', received: pid },
    );
  }
  const facts = processFacts(machine, pid);
  if (facts === undefined) throw invalidOption('pid', 'the number of a process that runs', pid);
  const examined = examinedOf(machine, facts);
  const title = clipped(escapeControls(commandInWords(facts.commandLine)) || `process ${pid}`);
  const reason = refusalOf(examined);
  if (reason !== undefined) throw refused(pid, title, reason);
  return { pid, title, options: examined.options, facts };
}

/** `Not attached to node server.js (pid 4711): …` */
export function refused(pid: number, title: string, reason: string): TidemarkError {
  return new TidemarkError('ATTACH_REFUSED', `Not attached to ${title} (pid ${pid}).\n${reason}`, {
    option: 'pid',
    received: pid,
  });
}

function examinedOf(machine: Machine, facts: ProcessFacts): Examined {
  const { pid, program, environment, commandLine } = facts;
  const own = processFacts(machine, process.pid);
  const namespaces = ['mnt', 'pid', 'net'].map((name) => ({
    theirs: machine.link(`/proc/${pid}/ns/${name}`),
    ours: machine.link(`/proc/self/ns/${name}`),
  }));
  return {
    facts,
    isSelf: facts.processId === process.pid,
    ownUserId: own?.userId,
    isElsewhere: namespaces.some(({ theirs, ours }) => theirs !== undefined && theirs !== ours),
    isReadable: program !== undefined && environment !== undefined,
    nodeVersion: program && nodeVersionOf(machine, String(pid), program, environment ?? {}),
    options: heapOptions(environment?.NODE_OPTIONS, commandLine.options),
  };
}

const longestTitle = 60;

function clipped(title: string): string {
  return title.length > longestTitle ? `${title.slice(0, longestTitle - 1)}…` : title;
}
