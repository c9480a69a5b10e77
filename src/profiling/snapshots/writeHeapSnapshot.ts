import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isMainThread, threadId } from 'node:worker_threads';
import type { NotPerformed } from '../operations/OperationMeasurement.ts';
import { type Headroom, refusalFor } from './headroom.ts';
import type { HeapSnapshotFile, HeapSnapshotOptions } from './ProfilerSnapshot.ts';
import { snapshotDirectory } from './snapshotDirectory.ts';

/** What {@link writeHeapSnapshot} works with. */
export interface SnapshotSurroundings {
  readonly headroom: () => Headroom;
  readonly takeSnapshot: () => Readable;
  readonly steady: () => number;
  /** Epoch milliseconds. */
  readonly time: () => number;
}

/**
 * Writes a heap snapshot of this thread into a file that only its owner may read, since all strings of the application
 * are in it. The file has its name once it is whole. Nothing is taken where memory may not suffice, unless forced.
 */
export async function writeHeapSnapshot(
  { directory = snapshotDirectory(), force = false }: HeapSnapshotOptions,
  { headroom, takeSnapshot, steady, time }: SnapshotSurroundings,
): Promise<HeapSnapshotFile | NotPerformed> {
  const refusal = force ? undefined : refusalFor(headroom());
  if (refusal !== undefined) return { performed: false, reason: refusal };
  const begin = steady();
  const path = join(directory, fileName(time()));
  const partial = `${path}.partial`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await pipeline(takeSnapshot(), createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    await rename(partial, path);
    const { size } = await stat(path);
    return { performed: true, path, fileBytes: size, durationMs: steady() - begin };
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    return {
      performed: false,
      reason: `The heap snapshot could not be written: ${(error as Error).message}.`,
    };
  }
}

function fileName(time: number): string {
  const moment = new Date(time).toISOString().replace(/[:.]/g, '-');
  const thread = isMainThread ? '' : `-thread-${threadId}`;
  return `${moment}-${process.pid}${thread}.heapsnapshot`;
}
