import os from 'node:os';
import { isMainThread, resourceLimits } from 'node:worker_threads';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import type { Collection, Collector } from './Collector.ts';
import { LiveSizeTracker } from './LiveSizeTracker.ts';
import type { MemorySource } from './MemorySource.ts';
import type { ModuleCounter } from './ModuleCounter.ts';
import { monotoneClock } from './monotoneClock.ts';
import { ArrayBufferMemory } from './node/ArrayBufferMemory.ts';
import { ContainerMemory } from './node/ContainerMemory.ts';
import type { CounterReader } from './node/CounterReader.ts';
import { type FileSystem, fileSystem } from './node/FileSystem.ts';
import { ForcedCollector } from './node/ForcedCollector.ts';
import { HeapCounters, type HeapStatisticsSource, heapStatisticsSource } from './node/HeapCounters.ts';
import { HostMemory, type OperatingSystem } from './node/HostMemory.ts';
import { LoadedModules } from './node/LoadedModules.ts';
import { MemoryStall } from './node/MemoryStall.ts';
import { NodeResources } from './node/NodeResources.ts';
import { NodeThreadTime } from './node/NodeThreadTime.ts';
import { type HeapSettings, heapOptions, oldGenerationLimit } from './node/oldGenerationLimit.ts';
import { ProcessGroups } from './node/ProcessGroups.ts';
import { ResidentSetSize } from './node/ResidentSetSize.ts';
import { SharedThreadMemory } from './node/SharedThreadMemory.ts';
import type { ResourceCounter } from './ResourceCounter.ts';
import type { ThreadMemory } from './ThreadMemory.ts';
import type { ThreadTimeCounter } from './ThreadTime.ts';

const { memoryUsage, platform, versions } = process;
const { rss } = memoryUsage;
const { totalmem, freemem } = os;

/** What a {@link nodeSource} reads from. Each default is this process and its machine, as they were when Tidemark was loaded. */
export interface NodeSourceOptions {
  /** Epoch milliseconds that never go back. @default {@link monotoneClock} */
  readonly now?: () => number;
  /** Opens and reads `/proc` and `/sys`. @default node:fs */
  readonly files?: FileSystem;
  /** Heap statistics. @default node:v8 */
  readonly v8?: HeapStatisticsSource;
  /** Resident set size in bytes, for systems without `/proc/self/statm`. @default process.memoryUsage.rss */
  readonly rss?: () => number;
  /** Bytes in array buffers. @default process.memoryUsage().arrayBuffers */
  readonly arrayBuffers?: () => number;
  /** Memory of the host, for systems without `/proc/meminfo`. @default node:os */
  readonly system?: OperatingSystem;
  /** What the old generation's limit is derived from. @default NODE_OPTIONS, process.execArgv, the worker's resourceLimits */
  readonly heapSettings?: HeapSettings;
  /** Forces full collections. @default V8's `gc`, got at when it is first wanted */
  readonly collector?: Collector;
  /** Counts what the thread's time goes to. @default of this thread */
  readonly threadTime?: ThreadTimeCounter;
  /** Counts threads, handles, descriptors. @default those of this process */
  readonly resources?: ResourceCounter;
  /** Counts the modules that are loaded. @default those of this thread */
  readonly modules?: ModuleCounter;
  /** What the threads of the process tell each other. @default those of this process */
  readonly threadMemory?: SharedThreadMemory;
}

/** The memory of this Node process; of this thread, where the heap is concerned. */
export interface NodeSource extends MemorySource {
  readonly kind: 'node';
  readonly collector: Collector;
  readonly resources: ResourceCounter;
  readonly modules: ModuleCounter;
  readonly threadTime: ThreadTimeCounter;
  readonly threadMemory: ThreadMemory;
  /** Processes of this one's control group killed for want of memory; `undefined` where the kernel does not tell. */
  oomKills(): number | undefined;
}

/**
 * Samples of this process, its container and its host. A read takes some 4 µs and 1.4 KB of garbage on Node 20 (2.5 KB
 * on Node 24), whatever the size of the heap, and some 10 µs on average at one sample a second, because what is dear to
 * read is held for a while: array buffers and inactive file cache for 10 s unless the total they are part of has moved,
 * host memory for 10 s, the use of a container without a limit and stall for 5 s, limits for 2 s. What the platform
 * cannot tell, and what cannot be read, is `NaN`.
 */
export function nodeSource({
  now = monotoneClock(),
  files = fileSystem,
  v8 = heapStatisticsSource,
  rss: residentSetSize = rss,
  arrayBuffers = () => memoryUsage().arrayBuffers,
  system = { platform, totalmem, freemem },
  heapSettings = heapSettingsOfThisThread(),
  collector = new ForcedCollector(),
  threadTime = new NodeThreadTime(),
  resources = new NodeResources(),
  modules = new LoadedModules(),
  threadMemory = new SharedThreadMemory(),
}: NodeSourceOptions = {}): NodeSource {
  const heap = new HeapCounters(v8, (heapSizeLimitBytes) =>
    oldGenerationLimit(heapSizeLimitBytes, heapSettings),
  );
  const scratch: SampleRow = new Float64Array(sampleFields.length);
  const liveSize = new LiveSizeTracker({
    measure: () => {
      heap.read(scratch);
      return {
        liveBytes: scratch[column.oldUsedBytes] as number,
        externalBytes: scratch[column.externalBytes] as number,
      };
    },
    now,
  });
  const groups = new ProcessGroups(files);
  const container = new ContainerMemory(files, groups);
  const readers: readonly CounterReader[] = [
    heap,
    liveSize,
    new ArrayBufferMemory(orNaN(arrayBuffers)),
    new ResidentSetSize(files, orNaN(residentSetSize)),
    container,
    new HostMemory(files, system),
    new MemoryStall(files, groups),
  ];
  return {
    kind: 'node',
    collector: {
      collect(): Collection {
        const collection = collector.collect();
        if (collection.performed) liveSize.collected();
        return collection;
      },
      ...(collector.collectGently && { collectGently: (onEnd) => collector.collectGently!(onEnd) }),
      ...(collector.markGently && {
        markGently: (onMarked, onEnd) => collector.markGently!(onMarked, onEnd),
      }),
      ...(collector.compact && {
        async compact(): Promise<Collection> {
          const readings = readingsOf(liveSize, scratch);
          const collection = await collector.compact!();
          // The callback of the collection may have come already, or come later, when it is called off.
          if (collection.performed && readingsOf(liveSize, scratch) === readings) liveSize.collected();
          return collection;
        },
      }),
      loopUse: () => collector.loopUse(),
    },
    resources,
    modules,
    threadTime,
    threadMemory,
    read(row: SampleRow): void {
      const time = now();
      row.fill(Number.NaN);
      row[column.time] = time;
      for (let index = 0; index < readers.length; index++) readers[index]?.read(row, time);
      threadMemory.write(row);
    },
    onReading: (listener) => liveSize.onReading(listener),
    oomKills: () => container.oomKills(now()),
    close(): void {
      for (const reader of readers) reader.close();
      resources.close();
      modules.close();
      threadTime.close();
    },
  };
}

function readingsOf(liveSize: LiveSizeTracker, row: SampleRow): number {
  liveSize.read(row);
  return row[column.majorCollections]!;
}

/** A process that may not read its own `/proc` gets an exception from Node where others get a number. */
function orNaN(read: () => number): () => number {
  return () => {
    try {
      return read();
    } catch {
      return Number.NaN;
    }
  };
}

function heapSettingsOfThisThread(): HeapSettings {
  return {
    options: heapOptions(process.env.NODE_OPTIONS, process.execArgv),
    nodeMajor: Number.parseInt(versions.node, 10),
    workerYoungGenerationMb: isMainThread ? undefined : resourceLimits.maxYoungGenerationSizeMb,
  };
}
