import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FlightEntry, FlightFolder } from '../../recording/FlightFolder.ts';
import { TidemarkError } from '../../TidemarkError.ts';

/** The flight to look at, and what else there is. */
export interface ChosenFlight {
  readonly path: string;
  readonly isAlive: boolean;
  readonly folder: FlightFolder;
  /** Others of dead processes that did not end well. */
  readonly others: number;
}

/** What is asked for. */
export interface AskedFlight {
  /** A folder, or a file; the folder of the configuration where it is left out. */
  readonly given: string | undefined;
  readonly pid: number | undefined;
  readonly folder: string;
  /** What relative paths begin at. */
  readonly directory: string;
  readonly now: () => number;
}

/**
 * The file that is given; else of the folder's the newest of the process asked for, or the newest of a process that has
 * not ended well, or the newest of any that has ended.
 *
 * @throws TidemarkError `NOT_FOUND` or `FILE_UNREADABLE`
 */
export function chooseFlight({ given, pid, folder: usual, directory, now }: AskedFlight): ChosenFlight {
  const path = resolve(directory, given ?? usual);
  const isFile = given !== undefined && !isFolder(path);
  const folder = new FlightFolder({ path: isFile ? dirname(path) : path, now });
  const entries = folder.entries();
  if (isFile) {
    const entry = entries.find((one) => one.path === path);
    return { path, folder, others: 0, isAlive: entry !== undefined && isAlive(folder, entry) };
  }
  const asked = entries.filter((entry) => pid === undefined || entry.pid === pid);
  const dead = asked.filter((entry) => !isAlive(folder, entry)).sort(byEnd);
  const bad = dead.filter(({ state }) => state !== 'ended');
  const entry = bad[0] ?? dead[0] ?? (pid === undefined ? undefined : asked[0]);
  if (entry === undefined) throw nothingFound(path, pid, entries.length);
  return {
    path: entry.path,
    folder,
    others: Math.max(0, bad.length - 1),
    isAlive: !dead.includes(entry),
  };
}

function byEnd(one: FlightEntry, other: FlightEntry): number {
  return other.lastWrittenAt - one.lastWrittenAt;
}

function isAlive(folder: FlightFolder, entry: FlightEntry): boolean {
  return folder.lifeOf(entry) !== 'dead';
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    throw new TidemarkError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      option: 'file',
      received: path,
      cause,
    });
  }
}

function nothingFound(path: string, pid: number | undefined, count: number): TidemarkError {
  const what =
    pid !== undefined
      ? `Nothing is recorded of a process ${pid} in ${path}.`
      : count > 0
        ? `Every process that is recorded in ${path} is running.`
        : `Nothing is recorded in ${path}: processes are, a second after their start, under tidemark run and tidemark/register.`;
  return new TidemarkError('NOT_FOUND', what, { option: 'file', received: path });
}
