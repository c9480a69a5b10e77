import type { LiveReading } from '../../sampling/MemorySource.ts';
import { column } from '../../wire/sample.ts';
import { MinimumSeries } from '../MinimumSeries.ts';
import { externalBytesOf } from './externalBytes.ts';
import type { GrowthParticulars, GrowthSeries } from './GrowthSeries.ts';
import { HighWater } from './HighWater.ts';
import { nativeCriteria } from './kindCriteria.ts';
import { RisingMedian } from './RisingMedian.ts';

const blockMs = 20_000;
/** Libraries and code are still being paged in when a process is this young. */
const startUpMs = 120_000;
const horizonMs = 30 * 60_000;
const swingMs = 10 * 60_000;
/** What V8 keeps about its heap and does not count in it, as a share of the heap; 0.25 was the most seen. */
const bookkeepingShare = 0.4;
/** What it usually is: 6 % in servers that were recorded. */
const usualBookkeepingShare = 0.1;
/** No Node process is smaller: where less is left, memory is counted that was never touched, or is swapped out. */
const smallestBytes = 24 * 1024 ** 2;

/** Settings of a {@link NativeSeries}. */
export interface NativeSeriesOptions {
  /** Points kept. */
  readonly size: number;
  /** Bytes that other watched threads of the process have. @default 0, as where there are none */
  readonly othersBytes?: (() => number) | undefined;
}

/**
 * Native memory: what is resident beyond the JavaScript heap and external memory. What those two have given back may
 * stay resident for good, in V8's pool of pages and in the allocator, and looks just like native memory; so it is not
 * their size of now that is taken off but the most that they have had in the last half hour, and by how much external
 * memory swings, since samples miss the peaks of what comes and goes between them.
 *
 * What is left is compared with the most that was left in the last half hour, and so is the resident set: the series grows
 * by as much as both of them go beyond, and never falls. So neither the way back to an earlier size counts nor what only
 * looks larger because there is less to take off. Nor does the series grow by more than what is resident beyond the heap
 * and external memory of now: a heap that was large when the process started, and was given back to the system, would
 * otherwise be taken off for half an hour, and one that grows meanwhile would seem to be native. What goes beyond are medians of 20 s, since samples catch the resident
 * set and the counters of V8 in different moments of the same turnover.
 *
 * What other watched threads have in their heaps is not native: each tells of its own. The heap of a thread that nobody
 * watches is native memory to the thread that watches.
 */
export class NativeSeries implements GrowthSeries {
  readonly memory = 'native';
  readonly subject = 'The native memory';
  readonly readings: MinimumSeries;
  /** What is resident beyond the heap and external memory of now: it falls where memory is given back to the system. */
  readonly levels: MinimumSeries;
  readonly criteria: GrowthSeries['criteria'] = nativeCriteria;
  readonly #claimed: HighWater = new HighWater(horizonMs);
  readonly #mostExternal: HighWater = new HighWater(swingMs);
  readonly #leastExternal: HighWater = new HighWater(swingMs);
  readonly #native: RisingMedian = new RisingMedian(blockMs, horizonMs);
  readonly #resident: RisingMedian = new RisingMedian(blockMs, horizonMs);
  readonly #unexplained: RisingMedian = new RisingMedian(blockMs, horizonMs);
  readonly #othersBytes: () => number;
  #startedAt = Number.NaN;
  #firstBytes = Number.NaN;
  #beyondBytes = 0;
  #unexplainedBytes = 0;

  constructor({ size, othersBytes = () => 0 }: NativeSeriesOptions) {
    this.#othersBytes = othersBytes;
    this.readings = new MinimumSeries({ size, blockMs: 0 });
    this.levels = new MinimumSeries({ size, blockMs });
  }

  get heldBytes(): number {
    const parts = [
      this.readings,
      this.levels,
      this.#claimed,
      this.#mostExternal,
      this.#leastExternal,
      this.#native,
      this.#resident,
      this.#unexplained,
    ];
    return parts.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  /** Readings say nothing of native memory. */
  addReading(_reading: LiveReading): void {}

  addSample(row: ArrayLike<number>): void {
    const time = row[column.time]!;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = time;
    const externalBytes = externalBytesOf(row);
    const heapBytes = row[column.heapTotalBytes]! + this.#othersBytes();
    const claimedBytes = this.#claimed.add(time, (1 + bookkeepingShare) * heapBytes + externalBytes);
    const swingBytes =
      this.#mostExternal.add(time, externalBytes) + this.#leastExternal.add(time, -externalBytes);
    if (time - this.#startedAt < startUpMs) return;
    const rssBytes = row[column.rssBytes]!;
    const explainedBytes = (1 + usualBookkeepingShare) * heapBytes + externalBytes;
    this.levels.add(time, rssBytes - explainedBytes);
    const native = this.#native.add(time, Math.max(smallestBytes, rssBytes - claimedBytes) - swingBytes);
    const resident = this.#resident.add(time, rssBytes);
    const unexplained = this.#unexplained.add(time, rssBytes - explainedBytes);
    if (native === undefined || resident === undefined || unexplained === undefined) return;
    if (Number.isNaN(this.#firstBytes)) this.#firstBytes = Math.max(smallestBytes, native.value);
    this.#beyondBytes += Math.min(native.rise, resident.rise);
    this.#unexplainedBytes += unexplained.rise;
    this.readings.add(native.time, this.#firstBytes + Math.min(this.#beyondBytes, this.#unexplainedBytes));
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
