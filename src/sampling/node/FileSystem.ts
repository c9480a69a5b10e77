import fs from 'node:fs';

/** The calls by which `/proc` and `/sys` are read. */
export interface FileSystem {
  openSync(path: string): number;
  readSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  closeSync(descriptor: number): void;
}

const { openSync, readSync, closeSync } = fs;

/** The real one, taken when this module is loaded, so that an application that replaces functions of `node:fs` does not matter. */
export const fileSystem: FileSystem = { openSync: (path) => openSync(path, 'r'), readSync, closeSync };

const chunk = new Uint8Array(4096);

/** A small file as text; `undefined` where it cannot be read. */
export function readText(files: FileSystem, path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = files.openSync(path);
    const parts: Uint8Array[] = [];
    for (let position = 0; ; ) {
      const length = files.readSync(descriptor, chunk, 0, chunk.length, position);
      if (length === 0) return Buffer.concat(parts).toString();
      parts.push(chunk.slice(0, length));
      position += length;
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeQuietly(files, descriptor);
  }
}

/** Closes a descriptor which may be gone already. */
export function closeQuietly(files: FileSystem, descriptor: number): void {
  try {
    files.closeSync(descriptor);
  } catch {
    // Whoever closed it before us has done our work.
  }
}
