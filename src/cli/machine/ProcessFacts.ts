import { readText } from '../../sampling/node/FileSystem.ts';
import type { Machine } from './Machine.ts';
import { isNode } from './nodeProgram.ts';
import {
  type CommandLine,
  commandLineOf,
  environmentOf,
  kilobytesAfter,
  zeroSeparated,
} from './processFiles.ts';

/** A process as Linux tells of it in `/proc`, to anybody as far as it does, and to its owner. */
export interface ProcessFacts {
  readonly pid: number;
  /** The process that it is a thread of; its own number where it is none. */
  readonly processId: number;
  /** Its number in each PID namespace, ours first, its own last. */
  readonly namespacePids: readonly number[];
  /** Effective user. */
  readonly userId: number;
  /** `R`, `S`, `T` for stopped, `Z` for ended. */
  readonly state: string;
  /** Ticks of the kernel's clock, a hundred a second, between the start of the machine and its own. */
  readonly startTicks: number;
  readonly rssBytes: number;
  readonly commandLine: CommandLine;
  /** The program's file; `undefined` where it may not be looked at, and of the kernel's own threads. */
  readonly program: string | undefined;
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** Whether it handles this signal itself, by the signal's number. */
  catches(signal: number): boolean;
}

/** What is known of a process; `undefined` where there is none of that number, or nothing is told of it. */
export function processFacts(machine: Machine, pid: number): ProcessFacts | undefined {
  const read = (name: string): string | undefined => readText(machine.files, `/proc/${pid}/${name}`);
  const status = read('status');
  const given = read('cmdline');
  if (status === undefined || given === undefined) return undefined;
  const environment = read('environ');
  const caught = BigInt(`0x${field('SigCgt', status) || '0'}`);
  return {
    pid,
    processId: Number(field('Tgid', status) || pid),
    namespacePids: (field('NSpid', status) || String(pid)).split(/\s+/).map(Number),
    userId: Number(field('Uid', status).split(/\s+/)[1] ?? Number.NaN),
    state: field('State', status).slice(0, 1),
    startTicks: startTicksOf(read('stat') ?? ''),
    rssBytes: kilobytesAfter('VmRSS', status),
    commandLine: commandLineOf(zeroSeparated(given)),
    program: machine.link(`/proc/${pid}/exe`),
    environment: environment === undefined ? undefined : environmentOf(environment),
    catches: (signal) => ((caught >> BigInt(signal - 1)) & 1n) === 1n,
  };
}

/** Whether it is a Node.js, by its program, or by how it was called where that may not be looked at. */
export function isNodeProcess({ program, commandLine }: ProcessFacts): boolean {
  return program === undefined ? !commandLine.isHidden : isNode(program);
}

/** `node server.js`: without options, and without arguments, which may hold secrets; what `process.title` says where that was set. */
export function commandInWords({ isHidden, script }: CommandLine): string {
  return [...(isHidden ? [] : ['node']), ...(script === undefined ? [] : [script])].join(' ');
}

function field(name: string, status: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
}

/** `pid (name) state …`: the 22nd field; the name may hold spaces and brackets. */
function startTicksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[19] ?? Number.NaN);
}
