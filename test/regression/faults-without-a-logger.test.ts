import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { FakeSource, FakeTime, mib } from '../monitoring/simulation.ts';

let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((message) => {
    warnings.push(String(message));
  });
});

afterEach(() => vi.restoreAllMocks());

const critical = { heapLimitBytes: 1000 * mib, oldUsedBytes: 950 * mib, liveBytes: 950 * mib };

it('a handler that throws is told once as a process warning where there is no logger, and stays in the state of the monitor', () => {
  const time = new FakeTime();
  let isCalm = false;
  const source = new FakeSource(time, () =>
    isCalm ? { ...critical, liveBytes: mib, oldUsedBytes: mib } : critical,
  );
  const monitor = new MemoryMonitor({ source, timers: time, now: time.now });
  expect(monitor.faults).toEqual([]);
  monitor.onThresholdExceeded(() => {
    throw new Error('the pager is gone');
  });
  monitor.start();
  time.pass(60_000);
  isCalm = true;
  time.pass(60_000);
  monitor.stop();
  const origin = 'a handler of memory:threshold_exceeded';
  expect(warnings).toEqual([`${origin} failed; the monitor goes on: the pager is gone`]);
  expect(monitor.faults).toEqual([{ origin, message: 'the pager is gone', times: 2 }]);
});

it('what is thrown need not be an error, nor have a message that can be read', () => {
  const time = new FakeTime();
  const source = new FakeSource(time, () => critical);
  const monitor = new MemoryMonitor({ source, timers: time, now: time.now });
  monitor.onThresholdExceeded(() => {
    throw Object.create(null);
  });
  monitor.start();
  time.pass(60_000);
  monitor.stop();
  expect(monitor.faults.map(({ message }) => message)).toEqual(['something that cannot be told']);
});
