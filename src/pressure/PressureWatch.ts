import type { FaultLog } from '../monitoring/FaultLog.ts';
import { callSafely } from '../monitoring/FaultLog.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import { limitBytesOf, thresholdMetrics, usedBytesOf } from '../monitoring/thresholds/thresholdUse.ts';
import type { OutOfMemoryEstimate, PressureLevel } from '../wire/event.ts';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import type { KeptRoom } from './KeptRoom.ts';
import type { LastResorts } from './LastResorts.ts';
import { calm, PressureGauge, type PressureReading } from './PressureGauge.ts';
import { calmLookMs, closeLookMs, seriousShare } from './pressureCriteria.ts';

/** What of a monitor is watched. */
type WatchedMonitor = Pick<
  MemoryMonitor,
  'source' | 'settings' | 'intervalMs' | 'running' | 'onSample' | 'predictOutOfMemory'
>;

/** What a {@link PressureWatch} works with. */
export interface PressureWatchOptions {
  readonly monitor: WatchedMonitor;
  readonly timers: Timers;
  readonly faults: FaultLog;
  /** How much room they have shown inside the process. */
  readonly collections: { readonly room: Pick<KeptRoom, 'bytes'> };
  /** How long a replacement takes, where one can be asked for. */
  readonly lastResorts: Pick<LastResorts, 'readyInMs'>;
  /** Called after each look, with a row that is used again. */
  readonly looked: (row: SampleRow, reading: PressureReading) => void;
}

const longestGap = 2.5;
/** A forecast goes over a long series: it does not change faster than this. */
const forecastMs = 5000;

/**
 * Looks at memory: at every sample of the monitor, and where responses are wanted also in between, twice a second while
 * memory is far from every mark and ten times a second while it is near. A look costs some 5 to 50 µs.
 */
export class PressureWatch {
  readonly #options: PressureWatchOptions;
  readonly #gauge: PressureGauge;
  readonly #row: SampleRow = new Float64Array(sampleFields.length);
  readonly #endSamples: () => void;
  #reading: PressureReading = calm;
  #levelSince = Number.NEGATIVE_INFINITY;
  #lastTime = Number.NEGATIVE_INFINITY;
  #forecast: OutOfMemoryEstimate | undefined;
  #forecastAt = Number.NEGATIVE_INFINITY;
  #looking = false;
  #hasRun = false;
  #closed = false;
  /** Of the next look; `undefined` while none is ordered. */
  #handle: unknown;

  constructor(options: PressureWatchOptions) {
    const { monitor } = options;
    this.#options = options;
    this.#gauge = new PressureGauge(
      monitor.settings.thresholds,
      longestGap * Math.max(monitor.intervalMs, calmLookMs),
    );
    this.#endSamples = monitor.onSample((row) => this.#look(row));
  }

  /** What the last look showed. */
  get reading(): PressureReading {
    return this.#reading;
  }

  /** Since when the level has been what it is, in epoch milliseconds; -Infinity where it has never been another. */
  get levelSince(): number {
    return this.#levelSince;
  }

  /** Whether the monitor has run and does no longer: whoever has stopped it wants nothing done about memory. */
  get monitorStopped(): boolean {
    return this.#hasRun && !this.#options.monitor.running;
  }

  /** Looks now, unless whoever asks is called by a look. Whatever goes wrong is told to the logger. */
  lookNow(): void {
    const { monitor, faults } = this.#options;
    if (this.#looking || this.#closed) return;
    callSafely(
      () => {
        monitor.source.read(this.#row);
        this.#look(this.#row);
      },
      (error) => faults.report('a look at memory pressure', error),
    );
  }

  /** Looks by itself from now on, where the source is not a recording. */
  start(): void {
    if (this.#handle !== undefined || this.#options.monitor.source.kind === 'recording') return;
    this.#order();
  }

  /** Looks at the monitor's samples alone from now on. */
  stop(): void {
    if (this.#handle === undefined) return;
    this.#options.timers.clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  /** Looks no more. */
  close(): void {
    this.#closed = true;
    this.stop();
    this.#endSamples();
  }

  #order(): void {
    const { timers, monitor } = this.#options;
    const delayMs = this.#reading.close ? closeLookMs : Math.min(calmLookMs, monitor.intervalMs);
    const handle = timers.setTimeout(() => {
      this.lookNow();
      // Whoever hears of the level may have stopped this, and started it again.
      if (this.#handle === handle) this.#order();
    }, delayMs);
    this.#handle = handle;
    (handle as { unref?: () => void } | undefined)?.unref?.();
  }

  #look(row: SampleRow): void {
    const time = row[column.time]!;
    // A sample may come right after a look of our own, and with the same time.
    if (this.#looking || !(time > this.#lastTime)) return;
    this.#lastTime = time;
    this.#hasRun ||= this.#options.monitor.running;
    const { collections, lastResorts } = this.#options;
    const before: PressureLevel = this.#reading.level;
    this.#reading = this.#gauge.read(row, {
      forecast: this.#forecastFor(row, time),
      readyInMs: lastResorts.readyInMs,
      roomBytes: collections.room.bytes(row),
    });
    if (this.#reading.level !== before) this.#levelSince = time;
    // Whoever hears of this may ask for the level, which is this one: a look within a look would be told before it.
    this.#looking = true;
    try {
      this.#options.looked(row, this.#reading);
    } finally {
      this.#looking = false;
    }
  }

  #forecastFor(row: SampleRow, time: number): OutOfMemoryEstimate | undefined {
    const serious = thresholdMetrics.some(
      (metric) => usedBytesOf(metric, row) >= seriousShare * limitBytesOf(metric, row),
    );
    if (!serious) return undefined;
    if (time - this.#forecastAt >= forecastMs) {
      this.#forecastAt = time;
      const prediction = this.#options.monitor.predictOutOfMemory();
      this.#forecast = prediction.predicted ? prediction : undefined;
    }
    return this.#forecast;
  }
}
