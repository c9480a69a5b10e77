import v8 from 'node:v8';
import { column, type SampleRow } from '../../wire/sample.ts';
import type { CounterReader } from './CounterReader.ts';

/** The part of `node:v8` that samples come from. */
export interface HeapStatisticsSource {
  getHeapStatistics(): Pick<
    v8.HeapInfo,
    'used_heap_size' | 'total_heap_size' | 'heap_size_limit' | 'external_memory' | 'malloced_memory'
  >;
  getHeapSpaceStatistics(): readonly Pick<v8.HeapSpaceInfo, 'space_name' | 'space_used_size'>[];
}

const { getHeapStatistics, getHeapSpaceStatistics } = v8;

/** V8's own functions, taken when this module is loaded, before anybody can replace them. */
export const heapStatisticsSource: HeapStatisticsSource = { getHeapStatistics, getHeapSpaceStatistics };

/** What V8 tells of the heap of this thread: totals, and the spaces folded into seven. */
export class HeapCounters implements CounterReader {
  readonly #v8: HeapStatisticsSource;
  readonly #limitOf: (heapSizeLimitBytes: number) => number;
  readonly #columnOfSpace: readonly number[];
  #heapSizeLimitBytes = Number.NaN;
  #limitBytes = Number.NaN;

  /** @param limitOf the old generation's limit for a `heap_size_limit`; asked again whenever V8 changes that one */
  constructor(source: HeapStatisticsSource, limitOf: (heapSizeLimitBytes: number) => number) {
    this.#v8 = source;
    this.#limitOf = limitOf;
    this.#columnOfSpace = source.getHeapSpaceStatistics().map(({ space_name }) => columnOfSpace(space_name));
  }

  read(row: SampleRow): void {
    const heap = this.#v8.getHeapStatistics();
    if (heap.heap_size_limit !== this.#heapSizeLimitBytes) {
      this.#heapSizeLimitBytes = heap.heap_size_limit;
      this.#limitBytes = this.#limitOf(heap.heap_size_limit);
    }
    row[column.heapUsedBytes] = heap.used_heap_size;
    row[column.heapTotalBytes] = heap.total_heap_size;
    row[column.heapLimitBytes] = this.#limitBytes;
    row[column.externalBytes] = heap.external_memory;
    row[column.mallocedBytes] = heap.malloced_memory;
    this.#readSpaces(row);
  }

  close(): void {}

  #readSpaces(row: SampleRow): void {
    const spaces = this.#v8.getHeapSpaceStatistics();
    const columns = this.#columnOfSpace;
    for (const index of columns) row[index] = 0;
    let oldUsedBytes = 0;
    for (let place = 0; place < columns.length; place++) {
      const usedBytes = spaces[place]?.space_used_size ?? 0;
      const index = columns[place] as number;
      row[index] = (row[index] as number) + usedBytes;
      if (index !== column.newSpaceBytes) oldUsedBytes += usedBytes;
    }
    row[column.oldUsedBytes] = oldUsedBytes;
  }
}

/** Where a space of V8 is counted; one that is not known yet is old space. */
function columnOfSpace(name: string): number {
  if (name.startsWith('new_')) return column.newSpaceBytes;
  if (name.startsWith('code_')) return column.codeSpaceBytes;
  if (name.startsWith('trusted_')) return column.trustedSpaceBytes;
  if (name.startsWith('shared_')) return column.sharedSpaceBytes;
  if (name.startsWith('read_only_')) return column.readOnlySpaceBytes;
  return name === 'large_object_space' ? column.largeObjectSpaceBytes : column.oldSpaceBytes;
}
