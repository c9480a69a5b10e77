import { lstatSync, realpathSync, statSync } from 'node:fs';
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
export function chooseFlight(flight: AskedFlight): ChosenFlight {
  const { pid, given, directory } = flight;
  const folder = flightsOf(flight);
  const path = given === undefined ? folder.path : linkedFrom(resolve(directory, given));
  const entries = folder.entries();
  if (path !== folder.path) {
    const entry = entries.find((one) => one.path === path);
    return { path, folder, others: 0, isAlive: entry !== undefined && isAlive(folder, entry) };
  }
  const asked = entries.filter(
    (entry) => entry.oddity === undefined && (pid === undefined || entry.pid === pid),
  );
  const dead = asked.filter((entry) => !isAlive(folder, entry)).sort(byEnd);
  const bad = dead.filter(({ state }) => state !== 'ended');
  const entry = bad[0] ?? dead[0] ?? (pid === undefined ? undefined : asked[0]);
  if (entry === undefined) throw nothingFound(folder, pid);
  return {
    path: entry.path,
    folder,
    others: Math.max(0, bad.length - 1),
    isAlive: !dead.includes(entry),
  };
}

/**
 * The folder that is given, or that the file is in.
 *
 * @throws TidemarkError `FILE_UNREADABLE`
 */
function flightsOf({ given, folder, directory, now }: AskedFlight): FlightFolder {
  const path = resolve(directory, given ?? folder);
  if (given === undefined || isFolder(path)) return new FlightFolder({ path, now });
  return new FlightFolder({ path: dirname(linkedFrom(path)), now });
}

/**
 * Of which there are any to list.
 *
 * @throws TidemarkError `NOT_FOUND` or `FILE_UNREADABLE`
 */
export function flightsToList(flight: AskedFlight): FlightFolder {
  const folder = flightsOf(flight);
  const { pid } = flight;
  const isAsked = (entry: FlightEntry): boolean => pid === undefined || entry.pid === pid;
  if (!folder.entries().some(isAsked)) throw nothingFound(folder, pid);
  return folder;
}

/** What a link leads to, where it is one to a file: in a folder itself no links are followed. */
function linkedFrom(path: string): string {
  try {
    return lstatSync(path).isSymbolicLink() && !statSync(path).isDirectory() ? realpathSync(path) : path;
  } catch {
    // Of standard input, for one, there is no such path.
    return path;
  }
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

function nothingFound(folder: FlightFolder, pid: number | undefined): TidemarkError {
  const { path } = folder;
  const what =
    pid === undefined ? nothingEnded(folder) : `Nothing is recorded of a process ${pid} in ${path}.`;
  return new TidemarkError('NOT_FOUND', what, { option: 'file', received: path });
}

function nothingEnded(folder: FlightFolder): string {
  const { path } = folder;
  const entries = folder.entries();
  if (entries.length === 0) {
    return `Nothing is recorded in ${path}: processes are, a second after their start, under tidemark run and tidemark/register.`;
  }
  const unread = entries.filter((entry) => folder.headerOf(entry) === undefined).length;
  if (unread === 0) return `Every process that is recorded in ${path} is running.`;
  const more = `tidemark postmortem --list ${path} says why.`;
  if (unread === entries.length) return `None of the files in ${path} can be read: ${more}`;
  const files = unread === 1 ? '1 file' : `${unread} files`;
  return `Every process whose record in ${path} can be read is running; ${files} cannot be read: ${more}`;
}
