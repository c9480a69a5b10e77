/** One garbage collection, of whatever kind, as V8 saw it at its beginning and its end. */
interface RecordedCollection {
  /** Bytes in use right before: V8's heap and what its objects own outside of it. */
  readonly usedBeforeBytes: number;
  readonly usedAfterBytes: number;
  readonly pauseMs: number;
}

/** Writes down every collection between a start and a stop, also those within synchronous code. */
export interface CollectionRecorder {
  start(): void;
  /** The collections since {@link start}. */
  stop(): readonly RecordedCollection[];
}

interface Profiler {
  start(): void;
  stop(): {
    readonly statistics: readonly {
      /** Microseconds. */
      readonly cost: number;
      readonly beforeGC: { readonly heapStatistics: Statistics };
      readonly afterGC: { readonly heapStatistics: Statistics };
    }[];
  };
}

interface Statistics {
  readonly usedHeapSize: number;
  readonly externalMemory: number;
}

/** Those of `v8.GCProfiler`; `undefined` in an engine without it. Each collection in between costs 25 to 50 µs. */
export function v8CollectionRecorder(): CollectionRecorder | undefined {
  const { GCProfiler } = process.getBuiltinModule('node:v8');
  if (typeof GCProfiler !== 'function') return undefined;
  let profiler: Profiler | undefined;
  return {
    start() {
      profiler = new GCProfiler() as unknown as Profiler;
      profiler.start();
    },
    stop() {
      const statistics = profiler?.stop()?.statistics ?? [];
      profiler = undefined;
      return statistics.map(({ cost, beforeGC, afterGC }) => ({
        usedBeforeBytes: total(beforeGC.heapStatistics),
        usedAfterBytes: total(afterGC.heapStatistics),
        pauseMs: cost / 1000,
      }));
    },
  };
}

function total({ usedHeapSize, externalMemory }: Statistics): number {
  return usedHeapSize + externalMemory;
}
