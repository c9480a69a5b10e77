import { describe, expect, it } from 'vitest';
import { collectionTimes } from '../../../src/dashboard/model/collections.ts';
import { frameOf } from '../../../src/dashboard/model/frame.ts';
import { SampleStore } from '../../../src/dashboard/model/SampleStore.ts';
import { rowOf } from '../given.ts';

function storeOf(times: readonly number[], stepMs = 1_000): SampleStore {
  const store = new SampleStore();
  for (const time of times) store.append(rowOf({ time, heapUsedBytes: time }), stepMs);
  return store;
}

describe('frameOf', () => {
  it('reaches one row beyond each edge, so that lines do', () => {
    const frame = frameOf(storeOf([0, 1_000, 2_000, 3_000, 4_000]), ['heapUsedBytes'], {
      fromMs: 1_500,
      toMs: 2_500,
    });
    expect(frame.times).toEqual([1_000, 2_000, 3_000]);
    expect(frame.columns.heapUsedBytes).toEqual([1_000, 2_000, 3_000]);
    expect(frame.sampleCount).toBe(1);
  });

  it('draws a gap where samples are missing for more than 2.5 steps', () => {
    const frame = frameOf(storeOf([0, 1_000, 3_400, 6_000]), ['heapUsedBytes'], { fromMs: 0, toMs: 6_000 });
    expect(frame.times).toEqual([0, 1_000, 3_400, 4_400, 6_000]);
    expect(frame.columns.heapUsedBytes).toEqual([0, 1_000, 3_400, null, 6_000]);
    expect(frame.sampleCount).toBe(4);
  });

  it('takes no gap where coarse samples meet fine ones', () => {
    const store = storeOf([0, 60_000], 60_000);
    store.append(rowOf({ time: 110_000 }), 1_000);
    expect(frameOf(store, [], { fromMs: 0, toMs: 120_000 }).times).toEqual([0, 60_000, 110_000]);
  });

  it('has null for what the platform could not tell', () => {
    const frame = frameOf(storeOf([0]), ['containerUsedBytes'], { fromMs: 0, toMs: 1 });
    expect(frame.columns.containerUsedBytes).toEqual([null]);
  });

  it('knows when nothing lies within the range', () => {
    const store = storeOf([0, 10_000]);
    expect(frameOf(store, [], { fromMs: 2_000, toMs: 8_000 }).sampleCount).toBe(0);
    expect(frameOf(new SampleStore(), ['rssBytes'], { fromMs: 0, toMs: 1 }).times).toEqual([]);
  });
});

describe('collectionTimes', () => {
  const frameWith = (majorCollections: readonly (number | null)[]) => ({
    range: { fromMs: 0, toMs: 9 },
    times: majorCollections.map((_, index) => index),
    columns: { majorCollections },
    sampleCount: majorCollections.length,
  });

  it('are where the count rose, across gaps too', () => {
    expect(collectionTimes(frameWith([3, 3, 4, null, 4, null, 7, 7]))).toEqual([2, 6]);
  });

  it('are none where the count starts anew or is unknown', () => {
    expect(collectionTimes(frameWith([9, 0, 0]))).toEqual([]);
    expect(collectionTimes({ ...frameWith([1]), columns: {} })).toEqual([]);
  });
});
