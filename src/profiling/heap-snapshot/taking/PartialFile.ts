import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { open, rename, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partialSuffix } from './SnapshotFolder.ts';

/**
 * A file that is written under another name in the same folder, readable by its owner only, and gets its own name once it
 * is whole and on the disk. It is removed when that fails, and when the process exits meanwhile.
 */
export class PartialFile {
  /** Where it is written to. */
  readonly path: string;
  readonly #final: string;
  readonly #remove = (): void => rmSync(this.path, { force: true });

  /** @throws the file system's error where it cannot be made, or is there already */
  constructor(path: string) {
    this.path = `${path}${partialSuffix}`;
    this.#final = path;
    closeSync(openSync(this.path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600));
    process.on('exit', this.#remove);
  }

  /** Gives the file its name, unless that is called off meanwhile; returns its size. */
  async finish(signal?: AbortSignal): Promise<number> {
    const file = await open(this.path, 'r+');
    let bytes: number;
    try {
      await file.sync();
      bytes = (await file.stat()).size;
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await rename(this.path, this.#final);
    process.off('exit', this.#remove);
    await syncFolder(dirname(this.#final));
    return bytes;
  }

  async discard(): Promise<void> {
    process.off('exit', this.#remove);
    // Where V8 could not write all of it, it keeps the file open for as long as the process lives, and with it the disk's room.
    await truncate(this.path).catch(() => {});
    await rm(this.path, { force: true }).catch(() => {});
  }
}

/** Not every system lets a folder be synced. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    // The file is there; only a loss of power right now could undo that.
  }
}
