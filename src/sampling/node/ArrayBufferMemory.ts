import { column, type SampleRow } from '../../wire/sample.ts';
import { Hold } from '../Hold.ts';
import type { CounterReader } from './CounterReader.ts';

const noticeableBytes = 2 ** 20;
const settlingMs = 1200;

/**
 * Bytes in array buffers. Node tells them through `process.memoryUsage()` alone, which costs more than all other
 * counters together because it reads the resident set size on the way. Array buffers are a part of external memory,
 * which is free to read: so they are read again once that has moved by 1 MB, and every 10 s. In between the value is
 * held, at most 10 s old and about 1 MB off. After a major collection it is exact, until the first sample that comes
 * 1.2 s later or more: only then is it known what both are without garbage, and what of the one is not the other.
 */
export class ArrayBufferMemory implements CounterReader {
  readonly #arrayBuffers: () => number;
  readonly #hold: Hold = new Hold(10_000);
  #bytes = Number.NaN;
  #externalBytes = Number.NaN;
  #collections = 0;
  #settling = false;
  #settledAt = Number.NEGATIVE_INFINITY;

  constructor(arrayBuffers: () => number) {
    this.#arrayBuffers = arrayBuffers;
  }

  /** Reads `externalBytes` and `majorCollections` from the row, which must be there already. */
  read(row: SampleRow, now: number): void {
    const externalBytes = row[column.externalBytes] as number;
    const moved = Math.abs(externalBytes - this.#externalBytes) >= noticeableBytes;
    if (this.#hold.due(now) || moved || this.#settles(row[column.majorCollections] as number, now)) {
      this.#bytes = this.#arrayBuffers();
      this.#externalBytes = externalBytes;
    }
    row[column.arrayBufferBytes] = this.#bytes;
  }

  close(): void {}

  #settles(collections: number, now: number): boolean {
    if (collections > this.#collections) {
      this.#collections = collections;
      this.#settling = true;
      this.#settledAt = now + settlingMs;
    }
    if (!this.#settling) return false;
    this.#settling = now < this.#settledAt;
    return true;
  }
}
