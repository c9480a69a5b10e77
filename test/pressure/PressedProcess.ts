import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import type { MemoryMonitorOptions } from '../../src/monitoring/MemoryMonitorOptions.ts';
import { MemoryPressureManager } from '../../src/pressure/MemoryPressureManager.ts';
import type { MemoryPressureManagerOptions } from '../../src/pressure/MemoryPressureManagerOptions.ts';
import type { Collection, Collector } from '../../src/sampling/Collector.ts';
import type { LiveReading, MemorySource } from '../../src/sampling/MemorySource.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import { type MemorySample, type SampleRow, toRow } from '../../src/wire/sample.ts';
import { epoch, FakeLogger, FakeTime, mib } from '../monitoring/simulation.ts';

/** A process of which a test says how much it holds; what it lets go of is garbage until it is collected. */
export class PressedSource implements MemorySource {
  readonly kind = 'remote';
  liveBytes: number = 100 * mib;
  garbageBytes = 0;
  heapLimitBytes: number = 1000 * mib;
  containerUsedBytes: number | undefined;
  containerLimitBytes: number | undefined;
  more: Partial<MemorySample> = {};
  pauseMs = 20;
  readonly collections: ('plain' | 'compacting')[] = [];
  collector?: Collector;
  broken = false;
  readonly #time: FakeTime;

  constructor(time: FakeTime) {
    this.#time = time;
    this.collector = {
      collect: () => this.#collect('plain'),
      compact: async () => this.#collect('compacting'),
      loopUse: () => 0,
    };
  }

  read(row: SampleRow): void {
    if (this.broken) throw new Error('the source is closed');
    const { liveBytes, garbageBytes, heapLimitBytes, containerUsedBytes, containerLimitBytes } = this;
    const used = liveBytes + garbageBytes;
    toRow(
      {
        time: epoch + this.#time.ms,
        heapUsedBytes: used,
        heapTotalBytes: used,
        oldUsedBytes: used,
        liveBytes,
        heapLimitBytes,
        externalBytes: 0,
        rssBytes: used + 50 * mib,
        containerUsedBytes,
        containerLimitBytes,
        ...this.more,
      },
      row,
    );
  }

  onReading(_listener: (reading: LiveReading) => void): () => void {
    return () => {};
  }

  close(): void {}

  #collect(kind: 'plain' | 'compacting'): Collection {
    this.collections.push(kind);
    this.#time.block(this.pauseMs);
    if (this.containerUsedBytes !== undefined) this.containerUsedBytes -= this.garbageBytes;
    this.garbageBytes = 0;
    return { performed: true, pauseMs: this.pauseMs, cpuMs: this.pauseMs };
  }
}

/** A managed cache whose entries take a megabyte each of the process's live size. */
export class PressedCache {
  readonly name: string;
  readonly use = undefined;
  readonly pruned: string[] = [];
  entries: number;
  readonly #source: PressedSource;

  constructor(source: PressedSource, entries: number, name = 'pages') {
    this.name = name;
    this.entries = entries;
    this.#source = source;
    source.liveBytes += entries * mib;
  }

  get bytes(): number {
    return this.entries * mib;
  }

  prune(mode: 'normal' | 'aggressive'): { entries: number; bytes: number } {
    this.pruned.push(mode);
    return this.#release(Math.floor(this.entries * (mode === 'normal' ? 0.25 : 0.75)));
  }

  clear(): { entries: number; bytes: number } {
    return this.#release(this.entries);
  }

  #release(entries: number): { entries: number; bytes: number } {
    this.entries -= entries;
    this.#source.liveBytes -= entries * mib;
    this.#source.garbageBytes += entries * mib;
    return { entries, bytes: entries * mib };
  }
}

/** A host that emits `memoryPressure`. */
export class PressureHost {
  versions: { readonly [name: string]: string } = {};
  listening = true;
  readonly emitted: unknown[][] = [];

  listenerCount(): number {
    return this.listening ? 1 : 0;
  }

  emit(...given: unknown[]): void {
    this.emitted.push(given);
  }
}

/** A monitor and a manager on a {@link PressedSource}, whose time passes when the test says so. */
export class PressedProcess {
  readonly time: FakeTime = new FakeTime();
  readonly source: PressedSource = new PressedSource(this.time);
  readonly logger: FakeLogger = new FakeLogger();
  readonly host: PressureHost = new PressureHost();
  readonly events: MemoryEvent[] = [];
  readonly monitor: MemoryMonitor;
  readonly manager: MemoryPressureManager;

  constructor(
    options: Partial<MemoryPressureManagerOptions> = {},
    monitorOptions: MemoryMonitorOptions = {},
    prepare: (source: PressedSource) => void = () => {},
  ) {
    prepare(this.source);
    const { time, source } = this;
    this.monitor = new MemoryMonitor({ source, timers: time, now: time.now, ...monitorOptions });
    this.monitor.onEvent((event) => this.events.push(event));
    this.manager = new MemoryPressureManager({
      monitor: this.monitor,
      logger: this.logger,
      timers: time,
      now: time.now,
      host: this.host,
      ...options,
    });
  }

  /** Lets time pass, and lets what is asynchronous get on at each tenth of a second. */
  async pass(durationMs: number, everyMs = 100): Promise<void> {
    for (let passed = 0; passed < durationMs; passed += everyMs) {
      this.time.pass(everyMs);
      await settled();
    }
  }

  /** What was applied: strategy and result. */
  get applied(): string[] {
    return this.manager.applied.map(({ strategy, result }) => `${strategy}: ${result}`);
  }

  /** The payloads of `memory:strategy_applied`. */
  get told(): unknown[] {
    return this.events.filter(({ type }) => type === 'memory:strategy_applied').map(({ payload }) => payload);
  }
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
}
