import { Hold } from '../Hold.ts';
import { CounterFile, label } from './CounterFile.ts';
import type { FileSystem } from './FileSystem.ts';
import { memoryGroupFiles } from './memoryGroup.ts';

const noticeableBytes = 8 * 2 ** 20;

/**
 * What one memory group is charged with, less its inactive file cache, which the kernel drops before it kills. That part
 * is dear to read: it is read again once the charge has moved by 8 MB, and every 10 s.
 */
export class MemoryGroupUsage {
  readonly directory: string;
  readonly #usage: CounterFile;
  readonly #statistics: CounterFile;
  readonly #inactiveFileLabel: Uint8Array;
  readonly #hold: Hold = new Hold(10_000);
  #chargedThenBytes = Number.NaN;
  #inactiveFileBytes = 0;

  constructor(files: FileSystem, version: 1 | 2, directory: string) {
    const { usage, inactiveFile } = memoryGroupFiles[version];
    this.directory = directory;
    this.#usage = new CounterFile(files, `${directory}/${usage}`);
    this.#statistics = new CounterFile(files, `${directory}/memory.stat`);
    this.#inactiveFileLabel = label(inactiveFile);
  }

  /** `NaN` where the group cannot be read, for example because it was removed. */
  usedBytes(now: number): number {
    this.#usage.refresh();
    const chargedBytes = this.#usage.numberAt(0);
    const moved = Math.abs(chargedBytes - this.#chargedThenBytes) >= noticeableBytes;
    if (this.#hold.due(now) || moved) {
      this.#chargedThenBytes = chargedBytes;
      this.#statistics.refresh();
      this.#inactiveFileBytes = this.#statistics.numberAfter(this.#inactiveFileLabel) || 0;
    }
    return Math.max(0, chargedBytes - this.#inactiveFileBytes);
  }

  close(): void {
    this.#usage.close();
    this.#statistics.close();
  }
}
