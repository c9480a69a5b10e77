import { column, type SampleRow } from '../../wire/sample.ts';
import { Hold } from '../Hold.ts';
import { CounterFile, label } from './CounterFile.ts';
import type { CounterReader } from './CounterReader.ts';
import type { FileSystem } from './FileSystem.ts';

const kibibyte = 1024;
const totalLabel = label('MemTotal:');
const availableLabel = label('MemAvailable:');

/** What the operating system tells of its memory where there is no `/proc/meminfo`. */
export interface OperatingSystem {
  readonly platform: string;
  totalmem(): number;
  freemem(): number;
}

/**
 * Memory of the host: all of it, and what is not available, which leaves out caches that the kernel would give up.
 * Read at most every 10 s, because the kernel adds up every processor's counters for it.
 *
 * Windows tells the same through `os.freemem()`. Elsewhere free memory is not available memory (macOS keeps next to
 * none free), so that the use is `NaN` there.
 */
export class HostMemory implements CounterReader {
  readonly #file: CounterFile;
  readonly #system: OperatingSystem;
  readonly #hold: Hold = new Hold(10_000);
  #usedBytes = Number.NaN;
  #totalBytes = Number.NaN;

  constructor(files: FileSystem, system: OperatingSystem) {
    this.#file = new CounterFile(files, '/proc/meminfo');
    this.#system = system;
  }

  read(row: SampleRow, now: number): void {
    if (this.#hold.due(now)) this.#refresh();
    row[column.hostUsedBytes] = this.#usedBytes;
    row[column.hostTotalBytes] = this.#totalBytes;
  }

  close(): void {
    this.#file.close();
  }

  #refresh(): void {
    this.#file.refresh();
    this.#totalBytes = this.#file.numberAfter(totalLabel) * kibibyte;
    this.#usedBytes = this.#totalBytes - this.#file.numberAfter(availableLabel) * kibibyte;
    if (!Number.isNaN(this.#usedBytes)) return;
    const { platform } = this.#system;
    this.#totalBytes = this.#system.totalmem();
    const tellsAvailable = platform === 'win32' || platform === 'linux';
    this.#usedBytes = tellsAvailable ? this.#totalBytes - this.#system.freemem() : Number.NaN;
  }
}
