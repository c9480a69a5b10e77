import type { Collector } from '../../sampling/Collector.ts';
import { HeapCounters, type HeapStatisticsSource } from '../../sampling/node/HeapCounters.ts';
import { column, type SampleRow, sampleFields } from '../../wire/sample.ts';

/** What the heap of this thread holds at one instant, in bytes. */
export interface HeldMemory {
  /** Objects, strings, bytecode: everything in V8's heap but what is counted in `codeBytes`. */
  readonly objectBytes: number;
  /** Machine code and what belongs to it, which V8 makes and drops when it thinks fit. */
  readonly codeBytes: number;
  /** Memory outside of V8's heap that objects in it own: the contents of Buffers and ArrayBuffers above all. */
  readonly externalBytes: number;
}

/** What came of a settling: the live size, or why there is none. */
export type Settled =
  | { readonly performed: true; readonly held: HeldMemory; readonly pauseMs: number }
  | { readonly performed: false; readonly reason: string };

const mostCollections = 4;
const settledBytes = 512;

/**
 * Reads the heap of this thread. Two full collections in a row settle it: the first one leaves pages unswept and the
 * contents of dead buffers counted, the second finishes both. Read right then, the same heap reads the same to the byte
 * on Node 20, 22 and 24. Some microseconds later V8 sweeps again, and the reading is off by pages until it is done.
 * So collections go on until two readings agree, of which four are the most.
 */
export class HeapGauge {
  readonly #collector: Pick<Collector, 'collect'>;
  readonly #statistics: HeapStatisticsSource;
  readonly #counters: HeapCounters;
  readonly #row: SampleRow = new Float64Array(sampleFields.length);

  /** @param collector one that returns as soon as V8 has collected */
  constructor(collector: Pick<Collector, 'collect'>, statistics: HeapStatisticsSource) {
    this.#collector = collector;
    this.#statistics = statistics;
    this.#counters = new HeapCounters(statistics, () => Number.NaN);
  }

  /** Bytes in use, garbage included: V8's heap and what its objects own outside of it. Takes less than 1 µs. */
  usedBytes(): number {
    const { used_heap_size, external_memory } = this.#statistics.getHeapStatistics();
    return used_heap_size + external_memory;
  }

  /** What is in use, garbage included. */
  read(): HeldMemory {
    const row = this.#row;
    this.#counters.read(row);
    const codeBytes = (row[column.codeSpaceBytes] as number) + (row[column.trustedSpaceBytes] as number);
    return {
      objectBytes: (row[column.heapUsedBytes] as number) - codeBytes,
      codeBytes,
      externalBytes: row[column.externalBytes] as number,
    };
  }

  /** What is in use, as if it had settled: for rehearsals. */
  glance(): Settled {
    return { performed: true, held: this.read(), pauseMs: 0 };
  }

  /** Collects all garbage, and reads what is left. The thread stands still for it. */
  settle(): Settled {
    let pauseMs = 0;
    let held: HeldMemory | undefined;
    for (let collections = 1; collections <= mostCollections; collections++) {
      const collection = this.#collector.collect();
      if (!collection.performed) return collection;
      const before = held;
      held = this.read();
      pauseMs += collection.pauseMs;
      if (before !== undefined && Math.abs(total(held) - total(before)) <= settledBytes) break;
    }
    return { performed: true, held: held as HeldMemory, pauseMs };
  }
}

function total({ objectBytes, codeBytes, externalBytes }: HeldMemory): number {
  return objectBytes + codeBytes + externalBytes;
}
