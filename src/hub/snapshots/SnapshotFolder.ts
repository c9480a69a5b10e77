import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotEntry } from '../../wire/snapshot.ts';

const ending = '.heapsnapshot';
const mostListed = 200;
const idLength = 16;

/** Options of a {@link SnapshotFolder}. */
export interface SnapshotFolderOptions {
  readonly path: string;
  /** Whose files are listed; `undefined` for everybody's. @default the user's that runs the hub */
  readonly owner?: number | undefined;
}

/**
 * The folder with the heap snapshots that the hub shows. They are asked for by ids that the hub has made up, so that nobody
 * who asks can name a file; links, and files of other users, are left out.
 */
export class SnapshotFolder {
  readonly #path: string;
  readonly #owner: number | undefined;

  constructor({ path, owner = process.getuid?.() }: SnapshotFolderOptions) {
    this.#path = path;
    this.#owner = owner;
  }

  /** The snapshots that are there now, newest first, 200 at most. */
  async list(): Promise<SnapshotEntry[]> {
    const names = await readdir(this.#path).catch(() => []);
    const entries = await Promise.all(
      names.filter((name) => name.endsWith(ending)).map((name) => this.#entry(name)),
    );
    return entries
      .filter((entry) => entry !== undefined)
      .sort((a, b) => b.writtenAt - a.writtenAt)
      .slice(0, mostListed);
  }

  /** Where a listed snapshot is. */
  pathOf({ name }: SnapshotEntry): string {
    return join(this.#path, name);
  }

  async #entry(name: string): Promise<SnapshotEntry | undefined> {
    const stats = await lstat(join(this.#path, name)).catch(() => undefined);
    if (stats === undefined || !stats.isFile() || !this.#isOurs(stats)) return undefined;
    const { size: sizeBytes, mtimeMs: writtenAt } = stats;
    const id = createHash('sha256').update(`${name}\0${sizeBytes}\0${writtenAt}`).digest('hex');
    return { id: id.slice(0, idLength), name, sizeBytes, writtenAt };
  }

  #isOurs({ uid }: Stats): boolean {
    return this.#owner === undefined || uid === this.#owner;
  }
}
