import { describe, expect, it } from 'vitest';
import { LeakWatch } from '../../../src/monitoring/LeakWatch.ts';
import type { ThreadMemory } from '../../../src/sampling/ThreadMemory.ts';
import type { LeakReport } from '../../../src/wire/event.ts';
import { toRow } from '../../../src/wire/sample.ts';
import { epoch } from '../simulation.ts';

const mib = 1024 ** 2;

/** What is told of a process whose resident set grows by 0.1 MB a second because a worker thread's heap does. */
function toldOf(threadMemory?: (second: () => number) => ThreadMemory): LeakReport[] {
  let second = 0;
  const watch = new LeakWatch({
    leakDetection: {
      enabled: true,
      sensitivity: 'medium',
      windowSize: 100,
      growthThreshold: 0.1,
      confirmAfter: 900_000,
      holdersDeclared: false,
      snapshots: { enabled: false, interval: 120_000, maxPause: 10_000 },
    },
    threadMemory: threadMemory?.(() => second),
  });
  const told: LeakReport[] = [];
  for (second = 0; second <= 1200; second += 5) {
    const row = toRow({
      time: epoch + second * 1000,
      rssBytes: (120 + 0.1 * second) * mib,
      heapTotalBytes: 20 * mib,
      externalBytes: mib,
      arrayBufferBytes: 0.1 * mib,
    });
    told.push(...watch.addSample(row));
  }
  return told;
}

describe('the heap of a worker thread', () => {
  it('is native memory of the process where nobody watches the thread', () => {
    expect(toldOf().map(({ memory, level }) => `${memory} ${level}`)).toContain('native suspected');
  });

  it('is not told a second time where the thread is watched, and tells of it itself', () => {
    const others = (second: () => number): ThreadMemory => ({
      isWatchedByMain: false,
      othersBytes: () => (10 + 0.1 * second()) * mib,
    });
    expect(toldOf(others)).toEqual([]);
  });

  it('does not hide what grows beside it', () => {
    const others = (second: () => number): ThreadMemory => ({
      isWatchedByMain: false,
      othersBytes: () => (10 + 0.02 * second()) * mib,
    });
    expect(toldOf(others)[0]).toMatchObject({ memory: 'native', level: 'suspected' });
  });

  it('leaves native memory to the main thread where that is watched', () => {
    expect(toldOf(() => ({ isWatchedByMain: true, othersBytes: () => 0 }))).toEqual([]);
  });
});
