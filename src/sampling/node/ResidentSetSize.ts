import { column, type SampleRow } from '../../wire/sample.ts';
import { CounterFile } from './CounterFile.ts';
import type { CounterReader } from './CounterReader.ts';
import type { FileSystem } from './FileSystem.ts';

const residentPages = 1;

/**
 * The resident set size of the process: on Linux from `/proc/self/statm`, which costs a sixth of
 * `process.memoryUsage.rss()`; elsewhere from the latter.
 */
export class ResidentSetSize implements CounterReader {
  readonly #rss: () => number;
  readonly #statm: CounterFile;
  readonly #pageBytes: number;

  constructor(files: FileSystem, rss: () => number) {
    this.#rss = rss;
    this.#statm = new CounterFile(files, '/proc/self/statm');
    this.#pageBytes = pageBytes(rss(), this.#pages());
  }

  read(row: SampleRow): void {
    const bytes = this.#pages() * this.#pageBytes;
    row[column.rssBytes] = Number.isNaN(bytes) ? this.#rss() : bytes;
  }

  close(): void {
    this.#statm.close();
  }

  #pages(): number {
    this.#statm.refresh();
    return this.#statm.numberAt(residentPages);
  }
}

/** A page is a power of two; Node does not tell which, but its own figure is a multiple of it. */
function pageBytes(rssBytes: number, pages: number): number {
  return 2 ** Math.round(Math.log2(rssBytes / pages));
}
