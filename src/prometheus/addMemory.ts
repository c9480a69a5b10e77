import { capacityOf } from '../wire/capacity.ts';
import { column } from '../wire/sample.ts';
import type { Readings } from './Readings.ts';

/** Of what a sample is. */
export interface SampleScope {
  /** Whether it stands for its whole process: the main thread's does; that of another thread only for its heap. */
  readonly wholeProcess: boolean;
}

/** Adds what a sample tells of memory and of what can run out. */
export function addMemory(readings: Readings, row: ArrayLike<number>, { wholeProcess }: SampleScope): void {
  readings.add('tidemark_heap_live_bytes', row[column.liveBytes]);
  readings.add('tidemark_major_collections_total', row[column.majorCollections]);
  readings.add('tidemark_array_buffers_bytes', row[column.arrayBufferBytes]);
  readings.add('tidemark_malloced_bytes', row[column.mallocedBytes]);
  const { limits, binding } = capacityOf(row);
  for (const { kind, usedBytes, limitBytes } of limits) {
    if (kind !== 'heap' && !wholeProcess) continue;
    readings.add('tidemark_memory_used_bytes', usedBytes, { kind });
    readings.add('tidemark_memory_limit_bytes', limitBytes, { kind });
    if (wholeProcess) readings.add('tidemark_memory_limit_binding', Number(kind === binding?.kind), { kind });
  }
  if (wholeProcess) readings.add('tidemark_memory_stall_ratio', row[column.stallPercent]! / 100);
  readings.addMs('tidemark_last_sample_timestamp_seconds', row[column.time]);
}

/** Adds what a sample tells by the names of the runtime's metrics. */
export function addRuntimeMemory(
  readings: Readings,
  row: ArrayLike<number>,
  { wholeProcess }: SampleScope,
): void {
  if (wholeProcess) readings.add('process_resident_memory_bytes', row[column.rssBytes]);
  readings.add('nodejs_heap_size_total_bytes', row[column.heapTotalBytes]);
  readings.add('nodejs_heap_size_used_bytes', row[column.heapUsedBytes]);
  readings.add('nodejs_external_memory_bytes', row[column.externalBytes]);
}
