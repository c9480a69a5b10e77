import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TidemarkError } from '../../TidemarkError.ts';
import { HeapSnapshot } from '../heap-snapshot/HeapSnapshot.ts';
import { SnapshotFile } from '../heap-snapshot/SnapshotFile.ts';
import type { SnapshotGraph } from '../heap-snapshot/SnapshotGraph.ts';

/**
 * Reads snapshots, and keeps the last one as long as its file is what it was: who looks at a snapshot asks of it again.
 */
export class OpenSnapshots {
  #kept: { readonly key: string; readonly file: SnapshotFile; readonly snapshot: HeapSnapshot } | undefined;

  /** Size of a file in bytes. @throws TidemarkError `FILE_UNREADABLE` */
  sizeOf(path: string): number {
    return read(path, () => statSync(path).size);
  }

  /** Reads a snapshot for something that needs it no longer when it is done. @throws TidemarkError */
  async once<Result>(
    path: string,
    progress: (bytesRead: number) => void,
    use: (graph: SnapshotGraph) => Result,
  ): Promise<Result> {
    // Two graphs would take twice the memory.
    this.release();
    const file = read(path, () => new SnapshotFile(path));
    try {
      return use(await named(path, file.read({ progress })));
    } finally {
      file.close();
    }
  }

  /** A snapshot, analysed; from memory where it is the last one that was asked for. @throws TidemarkError */
  async kept(path: string, progress: (bytesRead: number) => void, onRead: () => void): Promise<HeapSnapshot> {
    const key = read(path, () => identityOf(path));
    if (this.#kept?.key === key) return this.#kept.snapshot;
    this.release();
    const file = read(path, () => new SnapshotFile(path));
    try {
      const graph = await named(path, file.read({ progress }));
      onRead();
      const snapshot = new HeapSnapshot(graph);
      this.#kept = { key, file, snapshot };
      return snapshot;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Lets go of the last one. */
  release(): void {
    this.#kept?.file.close();
    this.#kept = undefined;
  }
}

function identityOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return `${path} ${ino} ${size} ${mtimeMs}`;
}

function read<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    const rule = 'a heap snapshot that can be read';
    const message = `${basename(path)} must be ${rule} (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'})`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option: 'snapshot', rule, cause });
  }
}

/** An error that begins with the name of the file. */
async function named<Result>(path: string, reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    throw new TidemarkError(error.code, `${basename(path)}: ${error.message}`, { cause: error });
  }
}
