import type { Timers } from '../../src/monitoring/Ticker.ts';
import type { Collection, Collector } from '../../src/sampling/Collector.ts';
import type { LiveReading, MemorySource } from '../../src/sampling/MemorySource.ts';
import { type MemorySample, type SampleRow, toRow } from '../../src/wire/sample.ts';

export const kib: number = 1024;
export const mib: number = 1024 ** 2;
export const epoch = 1_700_000_000_000;

/** Time that passes when a test says so, and timers that go by it. */
export class FakeTime implements Timers {
  ms = 0;
  readonly unreferenced: number[] = [];
  readonly #waiting: Map<number, { readonly due: number; readonly callback: () => void }> = new Map();
  #handles = 0;

  readonly now = (): number => this.ms;

  get pending(): number {
    return this.#waiting.size;
  }

  setTimeout(callback: () => void, delayMs: number): unknown {
    const id = ++this.#handles;
    this.#waiting.set(id, { due: this.ms + delayMs, callback });
    return { id, unref: () => this.unreferenced.push(id) };
  }

  clearTimeout(handle: unknown): void {
    this.#waiting.delete((handle as { id: number }).id);
  }

  /** Lets time pass, with every timer at its due time. */
  pass(durationMs: number): void {
    const end = this.ms + durationMs;
    for (;;) {
      const [next] = [...this.#waiting].sort(([, a], [, b]) => a.due - b.due);
      if (next === undefined || next[1].due > end) break;
      this.#waiting.delete(next[0]);
      this.ms = Math.max(this.ms, next[1].due);
      next[1].callback();
    }
    // A callback may have blocked the event loop for longer.
    this.ms = Math.max(this.ms, end);
  }

  /** A blocked event loop: time passes, and no timer can fire until it is over. */
  block(durationMs: number): void {
    this.ms += durationMs;
  }
}

/** A source that says what a test wants it to say. */
export class FakeSource implements MemorySource {
  readonly kind = 'recording';
  reads = 0;
  majorCollections = 0;
  sample: (timeMs: number) => Partial<MemorySample>;
  readonly #time: FakeTime;
  readonly #listeners: Set<(reading: LiveReading) => void> = new Set();

  constructor(time: FakeTime, sample: (timeMs: number) => Partial<MemorySample> = () => ({})) {
    this.#time = time;
    this.sample = sample;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  read(row: SampleRow): void {
    this.reads += 1;
    toRow({ time: epoch + this.#time.ms, ...this.sample(this.#time.ms) }, row);
  }

  onReading(listener: (reading: LiveReading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A major collection, now. */
  collect(liveBytes: number): void {
    this.majorCollections += 1;
    const reading = {
      time: epoch + this.#time.ms,
      liveBytes,
      externalBytes: 0,
      majorCollections: this.majorCollections,
    };
    for (const listener of this.#listeners) listener(reading);
  }

  close(): void {}
}

/** A source whose process can be made to collect: it stands still for a moment, and its live size is what a test says. */
export class ProbedSource extends FakeSource {
  readonly probes: number[] = [];
  readonly collector: Collector;
  pauseMs = 20;

  constructor(time: FakeTime, liveBytes: (timeMs: number) => number, sample: Partial<MemorySample> = {}) {
    super(time, (ms) => ({ oldUsedBytes: liveBytes(ms) + mib, newSpaceBytes: mib, ...sample }));
    this.collector = {
      collect: (): Collection => {
        this.probes.push(time.ms);
        time.block(this.pauseMs);
        this.collect(liveBytes(time.ms));
        return { performed: true, pauseMs: this.pauseMs, cpuMs: this.pauseMs };
      },
      loopUse: () => 0,
    };
  }
}

/** A logger that remembers. */
export class FakeLogger {
  readonly lines: string[] = [];
  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string, error: unknown): void {
    this.lines.push(`warn ${message}: ${error instanceof Error ? error.message : error}`);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}
