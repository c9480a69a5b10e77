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
  readdirSync(path: string): string[];
  readFileSync(path: string): Uint8Array;
  /** The first bytes of a file, as many as there are up to `length`. */
  readHead(path: string, length: number): Uint8Array;
  readlinkSync(path: string): string;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
}

const { openSync, writeSync, closeSync, fstatSync, lstatSync, mkdirSync } = fs;
const { readSync, readdirSync, readFileSync, readlinkSync, renameSync, unlinkSync } = fs;

/** The real one, taken when this module is loaded, so that an application that replaces functions of `node:fs` does not matter. */
export const flightFiles: FlightFiles = {
  openSync,
  writeSync,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync: (path) => readdirSync(path),
  readFileSync: (path) => readFileSync(path),
  readHead: (path, length) => {
    const descriptor = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, 0));
    } finally {
      closeSync(descriptor);
    }
  },
  readlinkSync: (path) => readlinkSync(path),
  renameSync,
  unlinkSync,
};
