import { describe, expect, it } from 'vitest';
import { bucketFor, derivedColumns } from '../../../src/dashboard/model/derived.ts';
import type { Frame } from '../../../src/dashboard/model/frame.ts';

const second = 1_000;
const start = 60_000_000;

function frame(columns: Frame['columns'], times: readonly number[], spanMs = 150 * second): Frame {
  return { range: { fromMs: start, toMs: start + spanMs }, times, columns, sampleCount: times.length };
}

describe('shares of limits', () => {
  it('are percent of each limit, and gaps where either is unknown', () => {
    const derived = derivedColumns(
      frame(
        {
          heapUsedBytes: [60, 60, null],
          oldUsedBytes: [50, null, null],
          heapLimitBytes: [200, 200, 200],
          containerUsedBytes: [1, 1, 1],
          containerLimitBytes: [4, null, 0],
          hostUsedBytes: [3, 3, 3],
          hostTotalBytes: [4, 4, 4],
        },
        [start, start + 1, start + 2],
      ),
      1_000,
    );
    expect(derived.heapPercent).toEqual([25, 30, null]);
    expect(derived.containerPercent).toEqual([25, null, null]);
    expect(derived.hostPercent).toEqual([75, 75, 75]);
  });

  it('are nothing where the platform tells of no such limit', () => {
    expect(derivedColumns(frame({}, []), 1_000)).toEqual({
      heapPercent: [],
      containerPercent: [],
      hostPercent: [],
      collectionsPerMinute: [],
      busyPercent: [],
      gcMinorPercent: [],
      gcMajorPercent: [],
    });
  });
});

describe('shares of time', () => {
  it('are percent of the interval, never more than all of it, and gaps where nothing is known', () => {
    const derived = derivedColumns(
      frame(
        {
          eventLoopUtilization: [0.25, 1, null],
          gcMinorMs: [4, null, 0],
          gcMajorMs: [0, 3_000, null],
        },
        [start, start + 1, start + 2],
      ),
      2_000,
    );
    expect(derived.busyPercent).toEqual([25, 100, null]);
    expect(derived.gcMinorPercent).toEqual([0.2, null, 0]);
    expect(derived.gcMajorPercent).toEqual([0, 100, null]);
  });
});

describe('collections a minute', () => {
  const times = Array.from({ length: 21 }, (_, index) => start + index * second);

  function rates(counts: readonly (number | null)[]) {
    return derivedColumns(frame({ majorCollections: counts }, times), 1_000).collectionsPerMinute;
  }

  it('are one figure for each stretch of time, whose beginning does not move with the window', () => {
    const result = rates(times.map((_, index) => (index < 10 ? 0 : 2 * (index - 9))));
    expect(result.slice(5, 10)).toEqual([0, 0, 0, 0, 0]);
    expect(result.slice(10, 20)).toEqual(new Array(10).fill(120));
  });

  it('are unknown where less than half of a stretch is', () => {
    const result = rates(times.map((_, index) => (index > 5 && index < 9 ? null : 0)));
    expect(result.slice(5, 10)).toEqual([null, null, null, null, null]);
    expect(result.slice(10, 15)).toEqual([0, 0, 0, 0, 0]);
    expect(result[20]).toBeNull();
  });

  it('do not fall below 0 when a process of the same name begins anew', () => {
    expect(rates(times.map((_, index) => (index < 12 ? 9 : 1))).slice(10, 15)).toEqual([0, 0, 0, 0, 0]);
  });

  it('are counted over stretches of which the window has thirty or more', () => {
    expect([1, 300, 3_600, 86_400, 1e6].map((seconds) => bucketFor(seconds * second) / second)).toEqual([
      5, 10, 120, 1_800, 14_400,
    ]);
  });
});
