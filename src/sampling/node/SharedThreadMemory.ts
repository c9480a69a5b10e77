import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads';
import { column } from '../../wire/sample.ts';
import type { ThreadMemory } from '../ThreadMemory.ts';

/** Which thread it is, and how it comes by the memory that all share. */
export interface ThreadSurroundings {
  readonly threadId: number;
  readonly isMainThread: boolean;
  readonly get: () => unknown;
  readonly set: (shared: SharedArrayBuffer) => void;
}

const name = 'tidemark.threadMemory';
/** Of more threads, one that comes so much later has the place of another: less is known to be theirs then. */
const places = 1024;
/** Bytes, and when they were written: epoch milliseconds. */
const fields = 2;
/** A thread that has written nothing for so long has ended, or its event loop stands still. */
const staleMs = 120_000;

const ofThisThread: ThreadSurroundings = {
  threadId,
  isMainThread,
  get: () => getEnvironmentData(name),
  set: (shared) => setEnvironmentData(name, shared),
};

/**
 * A place for each watched thread in memory that all share: worker threads get it from the thread that starts them
 * (`setEnvironmentData`), so those know of it that start after the main thread's agent. Written with each sample; nothing
 * is sent, nobody is woken.
 */
export class SharedThreadMemory implements ThreadMemory {
  readonly isWatchedByMain: boolean;
  readonly #values: Float64Array | undefined;
  readonly #place: number;
  #now = Number.NaN;

  constructor(surroundings: ThreadSurroundings = ofThisThread) {
    const known = surroundings.get();
    const shared = known instanceof SharedArrayBuffer ? known : undefined;
    this.isWatchedByMain = shared !== undefined && !surroundings.isMainThread;
    this.#place = fields * (surroundings.threadId % places);
    if (shared) this.#values = new Float64Array(shared);
    else if (surroundings.isMainThread) this.#values = created(surroundings);
  }

  /** Writes down what this thread has. */
  write(row: ArrayLike<number>): void {
    if (this.#values === undefined) return;
    this.#values[this.#place] = row[column.heapTotalBytes]! + row[column.externalBytes]! || 0;
    this.#values[this.#place + 1] = row[column.time]!;
    this.#now = row[column.time]!;
  }

  othersBytes(): number {
    const values = this.#values;
    if (values === undefined) return 0;
    let bytes = 0;
    for (let place = 0; place < values.length; place += fields) {
      if (place !== this.#place && this.#now - values[place + 1]! < staleMs) bytes += values[place]!;
    }
    return bytes;
  }
}

function created({ set }: ThreadSurroundings): Float64Array {
  const shared = new SharedArrayBuffer(places * fields * Float64Array.BYTES_PER_ELEMENT);
  set(shared);
  return new Float64Array(shared);
}
