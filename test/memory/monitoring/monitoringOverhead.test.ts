import { describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../../src/monitoring/MemoryMonitor.ts';
import { column, type SampleRow } from '../../../src/wire/sample.ts';
import { FakeSource, FakeTime, kib, mib } from '../../monitoring/simulation.ts';

const collectGarbage = (globalThis as unknown as { gc: () => void }).gc;

function heapAfterCollection(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A timer that is called by hand, so that a hundred thousand ticks cost nothing but themselves. */
function handTimer(): {
  setTimeout: (callback: () => void) => number;
  clearTimeout: () => void;
  fire: () => void;
} {
  let waiting: () => void = () => {};
  return {
    setTimeout: (callback) => {
      waiting = callback;
      return 1;
    },
    clearTimeout: () => {
      waiting = () => {};
    },
    fire: () => waiting(),
  };
}

describe('a monitor that has run for a long time', () => {
  it('holds no more memory after a hundred thousand samples than after ten thousand', () => {
    const timer = handTimer();
    const time = new FakeTime();
    const source = new FakeSource(time);
    const dispatched = { count: 0 };
    source.read = (row: SampleRow) => {
      row.fill(50 * mib);
      row[column.time] = time.ms;
      row[column.heapLimitBytes] = 64 * mib;
      // Levels are crossed, leaks are suspected and withdrawn, again and again.
      row[column.liveBytes] = time.ms % 4_000_000 < 2_000_000 ? 60 * mib : 10 * mib;
    };
    const monitor = new MemoryMonitor({
      source,
      timers: timer,
      now: time.now,
      eventBus: { dispatch: () => (dispatched.count += 1) },
    });
    monitor.onSample(() => {});
    monitor.onEvent(() => {});
    monitor.onMemoryLeak(() => {});
    const run = (ticks: number): void => {
      for (let tick = 0; tick < ticks; tick++) {
        time.block(5000);
        if (tick % 6 === 0) source.collect(20 * mib + 50 * kib * ((time.ms / 1000) % 3000));
        timer.fire();
      }
    };
    monitor.start();
    run(10_000);
    const before = heapAfterCollection();
    run(100_000);
    const grown = heapAfterCollection() - before;
    expect(monitor.getHistory()).toHaveLength(1000);
    expect(dispatched.count).toBeGreaterThan(100_000);
    expect(grown).toBeLessThan(256 * kib);
    monitor.stop();
  });

  it('lets go of handlers that unsubscribed', () => {
    const monitor = new MemoryMonitor({ source: new FakeSource(new FakeTime()) });
    const subscribe = (): void => {
      const ballast = new Array<number>(1000).fill(1);
      const ends = [
        monitor.onSample(() => ballast.length),
        monitor.onEvent(() => ballast.length),
        monitor.onThresholdExceeded(() => ballast.length),
        monitor.onMemoryLeak(() => ballast.length),
      ];
      for (const end of ends) end();
    };
    subscribe();
    const before = heapAfterCollection();
    for (let count = 0; count < 2000; count++) subscribe();
    expect(heapAfterCollection() - before).toBeLessThan(mib);
  });

  it('is itself collected once it is stopped and dropped', async () => {
    const time = new FakeTime();
    const source = new FakeSource(time);
    const born = (): WeakRef<MemoryMonitor> => {
      const monitor = new MemoryMonitor({ source, timers: time, now: time.now });
      monitor.start();
      time.pass(20_000);
      monitor.stop();
      return new WeakRef(monitor);
    };
    const reference = born();
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(reference.deref()).toBeUndefined();
  });
});
