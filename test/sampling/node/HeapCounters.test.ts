import v8 from 'node:v8';
import { describe, expect, it } from 'vitest';
import { HeapCounters, heapStatisticsSource } from '../../../src/sampling/node/HeapCounters.ts';
import { column } from '../../../src/wire/sample.ts';
import { rowOf } from './rowOf.ts';

function heapOf(spaces: Readonly<Record<string, number>>, heapSizeLimit: () => number = () => 1000) {
  return {
    getHeapStatistics: () => ({
      used_heap_size: 70,
      total_heap_size: 90,
      heap_size_limit: heapSizeLimit(),
      external_memory: 11,
      malloced_memory: 12,
    }),
    getHeapSpaceStatistics: () =>
      Object.entries(spaces).map(([space_name, space_used_size]) => ({ space_name, space_used_size })),
  };
}

describe('heap counters', () => {
  it('fold the spaces of any V8 into seven', () => {
    const row = rowOf(
      new HeapCounters(
        heapOf({
          read_only_space: 1,
          new_space: 2,
          new_large_object_space: 20,
          old_space: 3,
          code_space: 4,
          code_large_object_space: 40,
          shared_space: 5,
          shared_large_object_space: 50,
          shared_trusted_space: 500,
          trusted_space: 6,
          trusted_large_object_space: 60,
          large_object_space: 7,
          a_space_of_tomorrow: 1000,
        }),
        (limit) => limit,
      ),
    );
    expect(row[column.newSpaceBytes]).toBe(22);
    expect(row[column.oldSpaceBytes]).toBe(1003);
    expect(row[column.codeSpaceBytes]).toBe(44);
    expect(row[column.sharedSpaceBytes]).toBe(555);
    expect(row[column.trustedSpaceBytes]).toBe(66);
    expect(row[column.largeObjectSpaceBytes]).toBe(7);
    expect(row[column.readOnlySpaceBytes]).toBe(1);
    expect(row[column.oldUsedBytes]).toBe(1003 + 44 + 555 + 66 + 7 + 1);
  });

  it('leave out a space that this V8 does not have', () => {
    const row = rowOf(new HeapCounters(heapOf({ old_space: 3 }), (limit) => limit));
    expect(row[column.trustedSpaceBytes]).toBeNaN();
    expect(row[column.newSpaceBytes]).toBeNaN();
  });

  it('ask for the old generation’s limit again when V8 changes the limit of the heap', () => {
    let limit = 1000;
    let asked = 0;
    const counters = new HeapCounters(
      heapOf({}, () => limit),
      (heapSizeLimit) => {
        asked++;
        return heapSizeLimit - 1;
      },
    );
    expect(rowOf(counters)[column.heapLimitBytes]).toBe(999);
    rowOf(counters);
    expect(asked).toBe(1);
    limit = 2000;
    expect(rowOf(counters)[column.heapLimitBytes]).toBe(1999);
  });

  it('give the totals as V8 has them', () => {
    const counters = new HeapCounters(heapOf({}), (limit) => limit);
    const row = rowOf(counters);
    expect(row[column.heapUsedBytes]).toBe(70);
    expect(row[column.heapTotalBytes]).toBe(90);
    expect(row[column.externalBytes]).toBe(11);
    expect(row[column.mallocedBytes]).toBe(12);
    expect(() => counters.close()).not.toThrow();
  });

  it('add up to what V8 says of this very process', () => {
    const row = rowOf(new HeapCounters(heapStatisticsSource, (limit) => limit));
    const used = v8.getHeapStatistics().used_heap_size;
    const parts = (row[column.oldUsedBytes] as number) + (row[column.newSpaceBytes] as number);
    expect(Math.abs(parts - used)).toBeLessThan(8e6);
    expect(row[column.heapLimitBytes]).toBe(v8.getHeapStatistics().heap_size_limit);
  });
});
