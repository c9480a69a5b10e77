import { describe, expect, it } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { SpentTime } from '../../src/monitoring/SpentTime.ts';
import { nodeSource } from '../../src/sampling/nodeSource.ts';
import type { ThreadTime } from '../../src/sampling/ThreadTime.ts';
import { sampleFields, toSample } from '../../src/wire/sample.ts';

function counterOf(times: ThreadTime[]): { read(time: ThreadTime): void; close(): void } {
  return {
    read: (time) => {
      Object.assign(time, times.shift());
    },
    close: () => {},
  };
}

describe('the time between two samples', () => {
  const told = (spent: SpentTime): unknown => {
    const row = new Float64Array(sampleFields.length).fill(Number.NaN);
    spent.write(row);
    const { gcMinorMs, gcMajorMs, eventLoopUtilization } = toSample(row);
    return [gcMinorMs, gcMajorMs, eventLoopUtilization];
  };

  it('is the difference of two totals, and unknown where one of them is', () => {
    const unknown = { gcMinorMs: Number.NaN, gcMajorMs: Number.NaN };
    const spent = new SpentTime(
      counterOf([
        { gcMinorMs: 5, gcMajorMs: 10, activeMs: 100, idleMs: 900 },
        { gcMinorMs: 7, gcMajorMs: 40, activeMs: 350, idleMs: 1_650 },
        { ...unknown, activeMs: 1_350, idleMs: 1_650 },
        { gcMinorMs: 20, gcMajorMs: 50, activeMs: 1_350, idleMs: 1_650 },
        { gcMinorMs: 21, gcMajorMs: 50, activeMs: 1_350, idleMs: 2_650 },
      ]),
    );
    expect(told(spent)).toEqual([undefined, undefined, undefined]);
    expect(told(spent)).toEqual([2, 30, 0.25]);
    expect(told(spent)).toEqual([undefined, undefined, 1]);
    expect(told(spent)).toEqual([undefined, undefined, undefined]);
    expect(told(spent)).toEqual([1, 0, 0]);
  });

  it('is unknown where the clock of the loop went back', () => {
    const spent = new SpentTime(
      counterOf([
        { gcMinorMs: 0, gcMajorMs: 0, activeMs: 500, idleMs: 500 },
        { gcMinorMs: 0, gcMajorMs: 0, activeMs: 400, idleMs: 700 },
      ]),
    );
    told(spent);
    expect(told(spent)).toEqual([0, 0, undefined]);
  });

  it('is in the samples of a monitor, whoever else reads its source', () => {
    let totalMs = 0;
    const threadTime = {
      read(time: ThreadTime): void {
        totalMs += 8;
        Object.assign(time, { gcMinorMs: totalMs, gcMajorMs: 0, activeMs: totalMs, idleMs: totalMs });
      },
      close: () => {},
    };
    const source = nodeSource({ threadTime });
    let tick = (): void => {};
    const timers = {
      setTimeout: (callback: () => void) => {
        tick = callback;
        return {};
      },
      clearTimeout: () => {},
    };
    const monitor = new MemoryMonitor({ source, timers, probes: { mode: 'off' } });
    monitor.start();
    source.read(new Float64Array(sampleFields.length));
    tick();
    monitor.stop();
    source.close();
    const sample = monitor.history.samples().at(-1);
    expect(sample).toMatchObject({ gcMinorMs: 8, gcMajorMs: 0, eventLoopUtilization: 0.5 });
    expect(sample?.eventLoopDelayMs).toBeGreaterThanOrEqual(0);
  });
});
