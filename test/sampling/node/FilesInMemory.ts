import type { FileSystem } from '../../../src/sampling/node/FileSystem.ts';

/** A file system of a few small files, whose contents and faults a test can change between two reads. */
export class FilesInMemory implements FileSystem {
  readonly files: Map<string, string>;
  /** Paths that can be opened but not read, as a file of a removed control group. */
  readonly broken: Set<string> = new Set();
  /** Paths of the descriptors that are open. */
  readonly descriptors: Map<number, string> = new Map();
  readonly reads: string[] = [];
  #next = 3;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  openSync(path: string): number {
    if (!this.files.has(path)) throw new Error(`ENOENT: ${path}`);
    this.descriptors.set(this.#next, path);
    return this.#next++;
  }

  readSync(descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number): number {
    const path = this.descriptors.get(descriptor);
    if (path === undefined) throw new Error('EBADF');
    const content = this.files.get(path);
    if (content === undefined || this.broken.has(path)) throw new Error('ENODEV');
    this.reads.push(path);
    const part = new TextEncoder().encode(content).subarray(position, position + length);
    bytes.set(part, offset);
    return part.length;
  }

  closeSync(descriptor: number): void {
    if (!this.descriptors.delete(descriptor)) throw new Error('EBADF');
  }

  readsOf(path: string): number {
    return this.reads.filter((read) => read === path).length;
  }
}
