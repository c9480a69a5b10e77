import { isMainThread, threadId } from 'node:worker_threads';
import type { SnapshotEstimate } from '../../../wire/snapshotTaking.ts';
import {
  type CompleteSnapshotOptions,
  completeOptions,
  type HeapSnapshotFile,
  type HeapSnapshotOptions,
  type SnapshotPlan,
  type SnapshotRefusal,
} from './HeapSnapshotOptions.ts';
import { type MemoryRoom, memoryRoom, refusalFor } from './headroom.ts';
import { PartialFile } from './PartialFile.ts';
import { type CountedHeap, estimateSnapshot, type HeapExtent } from './SnapshotEstimate.ts';
import { SnapshotFolder } from './SnapshotFolder.ts';
import { type SnapshotWriter, writeSnapshot } from './writeSnapshot.ts';

/** What a {@link HeapSnapshotTaker} works with. Each default is this thread and its machine. */
export interface SnapshotTakerOptions {
  readonly extent?: () => HeapExtent;
  readonly room?: () => MemoryRoom;
  readonly v8?: SnapshotWriter;
  /** Collects garbage, where that may be done; returns whether it was. @default none */
  readonly collect?: () => boolean;
  /** @default performance.now */
  readonly steady?: () => number;
  /** Epoch milliseconds. @default Date.now */
  readonly time?: () => number;
  /** @default of this Node.js */
  readonly nodeMajor?: number;
}

/** What happens while a snapshot is taken. */
export interface SnapshotTaking {
  /** Calls it off, as far as that is still possible. */
  readonly signal?: AbortSignal | undefined;
  /** Told before the thread stands still, which waits for it. */
  readonly begun?: ((plan: SnapshotPlan) => unknown) | undefined;
}

/**
 * Takes heap snapshots of this thread, one at a time: first it says what that will take, and where there may not be enough
 * of it takes none. Files are for their owner only, since all texts of the application are in them; they have their names
 * once they are whole, and the oldest go.
 */
export class HeapSnapshotTaker {
  readonly #options: Required<Omit<SnapshotTakerOptions, 'collect'>>;
  readonly #collect: () => boolean;
  #counted: CountedHeap | undefined;
  #isTaking = false;

  constructor({
    extent = heapExtent,
    room = memoryRoom,
    v8 = process.getBuiltinModule('node:v8'),
    collect = () => false,
    steady = performance.now.bind(performance),
    time = Date.now,
    nodeMajor = Number.parseInt(process.versions.node, 10),
  }: SnapshotTakerOptions = {}) {
    this.#options = { extent, room, v8, steady, time, nodeMajor };
    this.#collect = collect;
  }

  /** What one will take, as it is now. */
  estimate(): SnapshotEstimate {
    const { extent, nodeMajor } = this.#options;
    return estimateSnapshot(extent(), { nodeMajor, streamed: false, compressed: false }, this.#counted);
  }

  /** What one into the usual folder will take, and why it would be refused now. */
  async cost(
    options: HeapSnapshotOptions = {},
  ): Promise<{ readonly estimate: SnapshotEstimate; readonly refusal: string | undefined }> {
    const complete = completeOptions(options);
    return this.#judged(complete, new SnapshotFolder(complete.directory), () => false);
  }

  /**
   * Takes one, or says why not. What goes wrong on the way leaves no file behind.
   *
   * @throws TidemarkError INVALID_OPTION, as a rejection
   */
  async take(
    options: HeapSnapshotOptions = {},
    taking: SnapshotTaking = {},
  ): Promise<HeapSnapshotFile | SnapshotRefusal> {
    const complete = completeOptions(options);
    if (this.#isTaking) return refused('Another heap snapshot is being taken.', false);
    this.#isTaking = true;
    try {
      return await this.#take(complete, taking);
    } catch (error) {
      const reason = taking.signal?.aborted
        ? 'The heap snapshot was called off.'
        : `The heap snapshot could not be written: ${(error as Error).message}.`;
      return refused(reason, false);
    } finally {
      this.#isTaking = false;
    }
  }

  async #take(
    options: CompleteSnapshotOptions,
    { signal, begun }: SnapshotTaking,
  ): Promise<HeapSnapshotFile | SnapshotRefusal> {
    const { extent, v8, steady, time } = this.#options;
    const { directory, force, redact, gzip } = options;
    const folder = new SnapshotFolder(directory);
    await folder.prepare(time());
    const { estimate, refusal } = await this.#judged(options, folder, this.#collect);
    if (refusal !== undefined && !force) return refused(refusal, true);
    const begin = steady();
    const path = folder.pathOf({
      time: time(),
      pid: process.pid,
      threadId: isMainThread ? 0 : threadId,
      compressed: gzip,
    });
    const file = new PartialFile(path);
    try {
      await begun?.({ partialPath: file.path, estimate });
      signal?.throwIfAborted();
      const counts = await writeSnapshot(file.path, { redact, gzip, signal }, v8);
      if (counts !== undefined) {
        this.#counted = { ...counts, heapUsedBytes: extent().heapUsedBytes };
      }
      const fileBytes = await file.finish(signal);
      const removed = await folder.rotate({ files: options.keepFiles, bytes: options.keepBytes });
      return { performed: true, path, fileBytes, durationMs: steady() - begin, removed };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** What it will take, and why that may be too much. Garbage counts only where it cannot be collected. */
  async #judged(
    { redact, gzip }: CompleteSnapshotOptions,
    folder: SnapshotFolder,
    collect: () => boolean,
  ): Promise<{ readonly estimate: SnapshotEstimate; readonly refusal: string | undefined }> {
    const { extent, room, nodeMajor } = this.#options;
    const disk = await folder.room();
    const way = { nodeMajor, streamed: redact || gzip, compressed: gzip };
    const judge = (): { estimate: SnapshotEstimate; refusal: string | undefined } => {
      const estimate = estimateSnapshot(extent(), way, this.#counted);
      return { estimate, refusal: refusalFor(estimate, room(), disk) };
    };
    const first = judge();
    return first.refusal !== undefined && collect() ? judge() : first;
  }
}

function refused(reason: string, forcible: boolean): SnapshotRefusal {
  return { performed: false, reason, forcible };
}

function heapExtent(): HeapExtent {
  const { getHeapStatistics, getHeapSpaceStatistics } = process.getBuiltinModule('node:v8');
  const large = getHeapSpaceStatistics().filter(({ space_name }) => space_name.includes('large_object'));
  return {
    heapUsedBytes: getHeapStatistics().used_heap_size,
    largeObjectBytes: large.reduce((sum, { space_used_size }) => sum + space_used_size, 0),
  };
}
