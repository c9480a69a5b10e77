import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FlightFiles } from './FlightFiles.ts';

const othersMayEnter = 0o077;

/** Where flights are recorded unless somebody says otherwise: a folder for each user, whom alone it lets in. */
export function defaultFlightDirectory(): string {
  const user = process.getuid?.();
  return join(tmpdir(), user === undefined ? 'tidemark-flights' : `tidemark-flights-${user}`);
}

/**
 * Makes the folder, for its owner alone, where it is not there. One in a place where anybody can make one must be this
 * user's, and let nobody else in.
 *
 * @throws the system's error, or one that says what is wrong with the folder
 */
export function openFlightDirectory(
  path: string,
  files: FlightFiles,
  user: number | undefined = process.getuid?.(),
): void {
  makeFolder(path, files);
  refuseOthers(path, files, user);
}

/** @throws where it is the usual folder, which anybody can make, and another user can get in; or the system's error */
function refuseOthers(path: string, files: FlightFiles, user: number | undefined = process.getuid?.()): void {
  if (path !== defaultFlightDirectory() || user === undefined) return;
  const facts = files.lstatSync(path);
  if (!facts.isDirectory() || facts.uid !== user || (facts.mode & othersMayEnter) !== 0) {
    throw new Error(`${path} is not a folder of this user alone`);
  }
}

/** Whether flights can be recorded there, as far as that can be told without making the folder. */
export function canRecordIn(path: string, files: FlightFiles): boolean {
  try {
    refuseOthers(path, files);
    accessSync(path, constants.W_OK | constants.X_OK);
    return files.lstatSync(`${path}/.`).isDirectory();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && dirname(path) !== path && canRecordIn(dirname(path), files);
  }
}

/** With those above it. Not by `recursive`, which never ends where the system makes no folders, such as in `/proc`. */
function makeFolder(path: string, files: FlightFiles): void {
  const make = (): unknown => files.mkdirSync(path, { mode: 0o700 });
  try {
    make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path), files);
    make();
  }
}
