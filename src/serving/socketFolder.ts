import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the socket is called in its folder that agents connect to. */
export const socketName = 'hub.sock';
/** What the socket with the API is called there, which is no longer. */
export const apiName = 'api.sock';
/** How the folder's name begins, and that of a named pipe. */
export const directoryPrefix = 'tidemark-';
/** Where Windows has its named pipes. */
export const pipes = '\\\\.\\pipe\\';
// Bytes: the shortest limit of a Unix socket's path (macOS).
const longestPath = 103;

/** The folder in which one is made: where a socket's path would be too long, `/tmp`. */
export function socketParent(parent: string = tmpdir()): string {
  const path = join(parent, `${directoryPrefix}XXXXXX`, socketName);
  return Buffer.byteLength(path) <= longestPath ? parent : '/tmp';
}

/** Makes a folder for sockets that only its owner can enter. */
export function makeSocketFolder(parent: string): string {
  return mkdtempSync(join(socketParent(parent), directoryPrefix));
}

/** A name that no other pipe has. */
export function newPipe(): string {
  return `${pipes}${directoryPrefix}${randomUUID()}`;
}
