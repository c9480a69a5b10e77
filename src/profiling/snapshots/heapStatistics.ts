import type { ProfilerSnapshot } from './ProfilerSnapshot.ts';

/** What V8 and the system tell of this thread's heap and of the process, in some 20 µs. */
export type HeapFigures = Pick<
  ProfilerSnapshot,
  | 'heapUsedBytes'
  | 'heapTotalBytes'
  | 'heapSizeLimitBytes'
  | 'externalBytes'
  | 'mallocedBytes'
  | 'rssBytes'
  | 'nativeContexts'
  | 'detachedContexts'
  | 'spaces'
>;

/** Reads them, garbage included. */
export function readHeapFigures(): HeapFigures {
  const { getHeapStatistics, getHeapSpaceStatistics } = process.getBuiltinModule('node:v8');
  const heap = getHeapStatistics();
  return {
    heapUsedBytes: heap.used_heap_size,
    heapTotalBytes: heap.total_heap_size,
    heapSizeLimitBytes: heap.heap_size_limit,
    externalBytes: heap.external_memory,
    mallocedBytes: heap.malloced_memory,
    rssBytes: process.memoryUsage.rss(),
    nativeContexts: heap.number_of_native_contexts,
    detachedContexts: heap.number_of_detached_contexts,
    spaces: getHeapSpaceStatistics().map(
      ({ space_name, space_used_size, space_size, physical_space_size }) => ({
        name: space_name,
        usedBytes: space_used_size,
        sizeBytes: space_size,
        physicalBytes: physical_space_size,
      }),
    ),
  };
}
