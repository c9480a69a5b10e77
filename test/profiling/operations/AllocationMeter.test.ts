import { describe, expect, it } from 'vitest';
import { AllocationMeter } from '../../../src/profiling/operations/AllocationMeter.ts';
import { v8CollectionRecorder } from '../../../src/profiling/operations/CollectionRecorder.ts';

describe('the allocation meter', () => {
  it('adds what collections freed to the difference in use, and finds the peak before a collection', () => {
    let used = 1000;
    const meter = new AllocationMeter(() => used, {
      start: () => {},
      stop: () => [{ usedBeforeBytes: 9000, usedAfterBytes: 2000, pauseMs: 3 }],
    });
    meter.start();
    used = 2500;
    expect(meter.stop()).toEqual({
      allocatedBytes: 8500,
      usedAtStartBytes: 1000,
      peakUsedBytes: 9000,
      collections: 1,
      collectionMs: 3,
    });
  });

  it('takes off what its own readings are made of', () => {
    let used = 0;
    const meter = new AllocationMeter(
      () => {
        used += 600;
        return used;
      },
      { start: () => {}, stop: () => [] },
    );
    meter.start();
    used += 5000;
    expect(meter.roughlyAllocatedBytes()).toBe(5000);
  });

  it('knows nothing where collections are not recorded', () => {
    const meter = new AllocationMeter(() => 1000, undefined);
    meter.start();
    const { allocatedBytes, peakUsedBytes } = meter.stop();
    expect([allocatedBytes, peakUsedBytes]).toEqual([Number.NaN, Number.NaN]);
  });

  it('catches in real, synchronous code what was allocated, and a peak that is gone at its end', () => {
    const heap = () => process.memoryUsage().heapUsed;
    const meter = new AllocationMeter(heap, v8CollectionRecorder());
    meter.start();
    let live: number[][] = [];
    for (let index = 0; index < 20_000; index++) live.push(new Array(250).fill(index));
    live = [];
    (globalThis as { gc?: () => void }).gc?.();
    const stretch = meter.stop();
    expect(live.length).toBe(0);
    expect(stretch.allocatedBytes).toBeGreaterThan(38e6);
    expect(stretch.allocatedBytes).toBeLessThan(60e6);
    expect(stretch.peakUsedBytes - stretch.usedAtStartBytes).toBeGreaterThan(35e6);
    expect(stretch.collections).toBeGreaterThan(0);
  });
});
