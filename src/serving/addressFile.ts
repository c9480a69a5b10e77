import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { makeSocketFolder, pipes } from './socketFolder.ts';

/** A file that holds the whole address of a dashboard, with its token. */
export interface AddressFile {
  readonly path: string;
  remove(): void;
}

/**
 * Writes an address down where its owner alone can read it (0600 in a folder of 0700): beside the socket that the API is
 * served on, which goes with its process. Where that is a pipe, or there is none, in a folder of its own.
 *
 * @throws the system's error where nothing can be written
 */
export function keepAddress(address: string, socketPath: string | undefined): AddressFile {
  const hasFolder = socketPath !== undefined && isAbsolute(socketPath) && !socketPath.startsWith(pipes);
  const folder = hasFolder ? dirname(socketPath) : makeSocketFolder(tmpdir());
  const path = join(folder, 'dashboard');
  const leave = (): void => rmSync(hasFolder ? path : folder, { recursive: true, force: true });
  try {
    writeFileSync(path, `${address}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    leave();
    throw error;
  }
  process.on('exit', leave);
  return {
    path,
    remove: () => {
      process.off('exit', leave);
      leave();
    },
  };
}

/** What is said of the rest, where an address is told without its token, since the words may be kept. */
export function placeOf(keep: () => string): string {
  try {
    return `Its address with the token that lets it act, for this user alone: ${keep()}`;
  } catch (error) {
    return `It shows and does not act: its token could not be written down (${(error as Error).message}).`;
  }
}
