import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column } from '../../wire/sample.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { BlockMedian } from './BlockMedian.ts';
import { externalBytesOf } from './externalBytes.ts';
import type { GrowthParticulars, GrowthSeries } from './GrowthSeries.ts';
import { HighWater } from './HighWater.ts';
import { nativeCriteria } from './kindCriteria.ts';

const blockMs = 20_000;
/** Libraries and code are still being paged in when a process is this young. */
const startUpMs = 120_000;
const horizonMs = 30 * 60_000;
/** What V8 keeps about its heap and does not count in it, as a share of the heap; 0.25 was the most seen. */
const bookkeepingShare = 0.4;
/** No Node process is smaller: where less is left, memory is counted that was never touched, or is swapped out. */
const smallestBytes = 24 * 1024 ** 2;

/**
 * Native memory: what is resident beyond the JavaScript heap and external memory. What those two have given back may
 * stay resident for good, in V8's pool of pages and in the allocator, and looks just like native memory; so it is not
 * their size of now that is taken off but the most that they have had in the last half hour. What is left then grows
 * only by memory that neither the heap nor buffers ever had; and since it is too little after a heap has shrunk for good,
 * a point is the highest of the last half hour, so that the way back is no growth. What is compared are medians of 20 s,
 * since samples catch the resident set and the counters of V8 in different moments of the same turnover.
 *
 * The heaps of worker threads are native memory to the thread that watches.
 */
export class NativeSeries implements GrowthSeries {
  readonly memory = 'native';
  readonly subject = 'The native memory';
  readonly readings: MinimumSeries;
  readonly criteria: GrowthSeries['criteria'] = nativeCriteria;
  readonly #claimed: HighWater = new HighWater(horizonMs);
  readonly #reached: HighWater = new HighWater(horizonMs);
  readonly #medians: BlockMedian = new BlockMedian(blockMs);
  #startedAt = Number.NaN;

  constructor({ size }: { readonly size: number }) {
    this.readings = new MinimumSeries({ size, blockMs: 0 });
  }

  get heldBytes(): number {
    return (
      this.readings.heldBytes + this.#medians.heldBytes + this.#claimed.heldBytes + this.#reached.heldBytes
    );
  }

  /** Readings say nothing of native memory. */
  addReading(_reading: LiveReading): void {}

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = time;
    const heapBytes = row[column.heapTotalBytes]!;
    const claimedBytes = this.#claimed.add(time, (1 + bookkeepingShare) * heapBytes + externalBytesOf(row));
    if (time - this.#startedAt < startUpMs) return;
    const nativeBytes = row[column.rssBytes]! - claimedBytes;
    const point = this.#medians.add(time, nativeBytes < smallestBytes ? smallestBytes : nativeBytes);
    if (point) this.readings.add(point.time, this.#reached.add(point.time, point.value));
  }

  particulars(): GrowthParticulars {
    return {
      evidence: [
        'It is neither in the JavaScript heap nor in buffers, nor kept back by the allocator from what those had before.',
      ],
      advice:
        'Look for what holds memory outside of V8: handles, contexts and sessions that are never closed, native modules, worker threads. If there is none, start with MALLOC_ARENA_MAX=2 or with jemalloc: if the growth ends, it was fragmentation.',
    };
  }
}
