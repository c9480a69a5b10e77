import { closeSync, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { newKernel, type ReadSnapshotOptions } from './readSnapshot.ts';
import type { SnapshotGraph } from './SnapshotGraph.ts';
import { SnapshotReader } from './SnapshotReader.ts';
import { windowBytesForFile } from './windowSizes.ts';

const read = promisify(readCallback);

/** A `.heapsnapshot` on disk. It stays open as long as somebody may ask for names, which are read when they are asked for. */
export class SnapshotFile {
  readonly sizeBytes: number;
  readonly #descriptor: number;
  #buffer = new Uint8Array(0);

  /** @throws the file system's error where the file cannot be opened */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    try {
      const stats = fstatSync(this.#descriptor);
      if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
      this.sizeBytes = stats.size;
    } catch (error) {
      closeSync(this.#descriptor);
      throw error;
    }
  }

  /**
   * Reads the whole file into a graph.
   *
   * @throws TidemarkError `INVALID_SNAPSHOT`
   */
  async read({
    kernel = newKernel(windowBytesForFile(this.sizeBytes)),
    progress,
    signal,
  }: Omit<ReadSnapshotOptions, 'sizeBytes'> = {}): Promise<SnapshotGraph> {
    const reader = new SnapshotReader({
      kernel,
      sizeBytes: this.sizeBytes,
      read: (offset, length) => this.#bytes(offset, length),
    });
    for (;;) {
      signal?.throwIfAborted();
      const room = reader.room();
      const { bytesRead } = await read(this.#descriptor, room, 0, room.length, reader.bytesRead);
      if (bytesRead === 0) return reader.end();
      reader.took(bytesRead);
      progress?.(reader.bytesRead);
    }
  }

  /** Names cannot be told after this. */
  close(): void {
    closeSync(this.#descriptor);
  }

  #bytes(offset: number, length: number): Uint8Array {
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length);
    const count = readSync(this.#descriptor, this.#buffer, 0, length, offset);
    return this.#buffer.subarray(0, count);
  }
}
