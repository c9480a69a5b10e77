import { lstat, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { snapshotDirectory } from '../../snapshots/snapshotDirectory.ts';
import type { DiskRoom } from './headroom.ts';
import { makeFolder } from './makeFolder.ts';

/** How many snapshots stay in a folder; of those that are too many the oldest go. */
export interface KeptSnapshots {
  readonly files: number;
  readonly bytes: number;
}

/** How a snapshot that is being written ends. */
export const partialSuffix = '.partial';
const fileName =
  /^\d{4}-\d\d-\d\dT[\d-]+Z-(?<pid>\d+)(?:-thread-\d+)?\.heapsnapshot(?:\.gz)?(?<partial>\.partial)?$/;
/** Longer than a snapshot has been seen to take. */
const staleMs = 60 * 60 * 1000;
/** Of `statfs` on Linux: tmpfs and ramfs. */
const memoryFileSystems = [0x0102_1994, 0x8584_58f6];
const writableByOthers = 0o022;
const sticky = 0o1000;

/** Who writes a snapshot and when, from which it has its name. */
export interface SnapshotMoment {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly pid: number;
  /** 0 for the main thread. */
  readonly threadId: number;
  readonly compressed: boolean;
}

/** A folder that snapshots are written to. It touches no file but those that have names of its own making. */
export class SnapshotFolder {
  readonly path: string;

  constructor(path: string = snapshotDirectory()) {
    this.path = path;
  }

  /**
   * Makes the folder if it is not there, for its owner only, and removes what processes have left that were killed while
   * writing.
   *
   * @throws Error where it cannot be made, or where somebody else could put another file in the place of ours
   */
  async prepare(now: number, isAlive: (pid: number, sinceMs: number) => boolean = isProcess): Promise<void> {
    await makeFolder(this.path);
    const { uid, mode } = await stat(this.path);
    const self = process.getuid?.();
    if (self !== undefined && uid !== self && uid !== 0) {
      throw new Error(`${this.path} belongs to somebody else`);
    }
    if (self !== undefined && (mode & writableByOthers) !== 0 && (mode & sticky) === 0) {
      throw new Error(`others may write to ${this.path}`);
    }
    for (const { name, pid, partial, modifiedAt } of await this.#files()) {
      const isStale = partial && now - modifiedAt > staleMs && !isAlive(pid, modifiedAt);
      if (isStale) await rm(join(this.path, name), { force: true });
    }
  }

  /** The path of a new snapshot. */
  pathOf({ time, pid, threadId, compressed }: SnapshotMoment): string {
    const moment = new Date(time).toISOString().replace(/[:.]/g, '-');
    const thread = threadId === 0 ? '' : `-thread-${threadId}`;
    return join(this.path, `${moment}-${pid}${thread}.heapsnapshot${compressed ? '.gz' : ''}`);
  }

  async room(): Promise<DiskRoom> {
    try {
      const { type, bavail, bsize } = await statfs(this.path);
      return {
        directory: this.path,
        freeBytes: bavail * bsize,
        inMemory: process.platform === 'linux' && memoryFileSystems.includes(type),
      };
    } catch {
      return { directory: this.path, freeBytes: Number.NaN, inMemory: false };
    }
  }

  /** Removes the oldest snapshots until no more are left than wanted; the newest one always stays. Returns their paths. */
  async rotate({ files: mostFiles, bytes: mostBytes }: KeptSnapshots): Promise<string[]> {
    const all = (await this.#files()).filter(({ partial }) => !partial);
    all.sort((one, other) => (one.name < other.name ? 1 : -1));
    const removed: string[] = [];
    let bytes = 0;
    for (const [index, file] of all.entries()) {
      bytes += file.bytes;
      if (index === 0 || (index < mostFiles && bytes <= mostBytes)) continue;
      const path = join(this.path, file.name);
      await rm(path, { force: true });
      removed.push(path);
    }
    return removed;
  }

  async #files(): Promise<FolderFile[]> {
    const files: FolderFile[] = [];
    for (const name of await readdir(this.path)) {
      const groups = fileName.exec(name)?.groups;
      const stats = groups && (await lstat(join(this.path, name)).catch(() => undefined));
      if (!stats?.isFile()) continue;
      files.push({
        name,
        pid: Number(groups?.pid),
        partial: groups?.partial !== undefined,
        bytes: stats.size,
        modifiedAt: stats.mtimeMs,
      });
    }
    return files;
  }
}

interface FolderFile {
  readonly name: string;
  readonly pid: number;
  readonly partial: boolean;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** Whether the process of that number is the one that was there then, in epoch milliseconds, as far as can be told. */
function isProcess(pid: number, sinceMs: number): boolean {
  // In a container the next one often has the number of the one before.
  if (pid === process.pid) return Date.now() - process.uptime() * 1000 <= sinceMs;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
