import fs from 'node:fs';

/** What is known of a file without opening it. */
interface FileFacts {
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  /** Epoch milliseconds of the last write. */
  readonly mtimeMs: number;
  readonly ino: number;
  readonly dev: number;
  isDirectory(): boolean;
  isFile(): boolean;
}

/** What the recorder needs of a file system. */
export interface FlightFiles {
  openSync(path: string, flags: string, mode?: number): number;
  writeSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  closeSync(descriptor: number): void;
  fstatSync(descriptor: number): Pick<FileFacts, 'ino' | 'dev'>;
  /** Of the thing itself, not of what a link leads to. */
  lstatSync(path: string): FileFacts;
  mkdirSync(path: string, options: { readonly mode: number }): unknown;
  /** Of a regular file, and not of what a link leads to. */
  openToUpdate(path: string): number;
  readdirSync(path: string): string[];
  /** Of a regular file, or of a link to one. */
  readFileSync(path: string): Uint8Array;
  /** The first bytes of a regular file that is no link, as many as there are up to `length`. */
  readHead(path: string, length: number): Uint8Array;
  readlinkSync(path: string): string;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
}

const { openSync, writeSync, closeSync, fstatSync, lstatSync, mkdirSync } = fs;
const { readSync, readdirSync, readFileSync, readlinkSync, renameSync, unlinkSync } = fs;
const { O_RDONLY, O_RDWR } = fs.constants;
// Not every platform has these.
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = fs.constants as Partial<typeof fs.constants>;

/**
 * Opens what is a regular file. A pipe without a writer would keep who opens it waiting for good, and a device who reads
 * it; anybody may have put one into a folder under the name of a flight.
 */
function openRegular(path: string, flags: number): number {
  const descriptor = openSync(path, flags | O_NONBLOCK);
  try {
    if (fstatSync(descriptor).isFile()) return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  closeSync(descriptor);
  throw new Error(notRegular);
}

function readAndClose<Read>(descriptor: number, read: (descriptor: number) => Read): Read {
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Why a pipe, a device, a folder or a socket is not read. */
export const notRegular = 'it is no regular file';

/** The real one, taken when this module is loaded, so that an application that replaces functions of `node:fs` does not matter. */
export const flightFiles: FlightFiles = {
  openSync,
  writeSync,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openToUpdate: (path) => openRegular(path, O_RDWR | O_NOFOLLOW),
  readdirSync: (path) => readdirSync(path),
  readFileSync: (path) => readAndClose(openRegular(path, O_RDONLY), (descriptor) => readFileSync(descriptor)),
  readHead: (path, length) =>
    readAndClose(openRegular(path, O_RDONLY | O_NOFOLLOW), (descriptor) => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
    }),
  readlinkSync: (path) => readlinkSync(path),
  renameSync,
  unlinkSync,
};
