import { column, type SampleRow } from '../../wire/sample.ts';
import { Hold } from '../Hold.ts';
import type { CounterReader } from './CounterReader.ts';

const noticeableBytes = 2 ** 20;

/**
 * Bytes in array buffers. Node tells them through `process.memoryUsage()` alone, which costs more than all other
 * counters together because it reads the resident set size on the way. Array buffers are a part of external memory,
 * which is free to read: so they are read again once that has moved by 1 MB, and every 10 s. In between the value is
 * held, at most 10 s old and about 1 MB off.
 */
export class ArrayBufferMemory implements CounterReader {
  readonly #arrayBuffers: () => number;
  readonly #hold: Hold = new Hold(10_000);
  #bytes = Number.NaN;
  #externalBytes = Number.NaN;

  constructor(arrayBuffers: () => number) {
    this.#arrayBuffers = arrayBuffers;
  }

  /** Reads `externalBytes` from the row, which must be there already. */
  read(row: SampleRow, now: number): void {
    const externalBytes = row[column.externalBytes] as number;
    const moved = Math.abs(externalBytes - this.#externalBytes) >= noticeableBytes;
    if (this.#hold.due(now) || moved) {
      this.#bytes = this.#arrayBuffers();
      this.#externalBytes = externalBytes;
    }
    row[column.arrayBufferBytes] = this.#bytes;
  }

  close(): void {}
}
