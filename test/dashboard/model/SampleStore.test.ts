import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleStore } from '../../../src/dashboard/model/SampleStore.ts';
import { megabyte, rowOf } from '../given.ts';

function storeOf(times: readonly number[], size = 8): SampleStore {
  const store = new SampleStore({ size });
  for (const time of times) store.append(rowOf({ time, heapUsedBytes: time }), 1_000);
  return store;
}

describe('SampleStore', () => {
  it('is empty at first', () => {
    const store = new SampleStore();
    expect(store.length).toBe(0);
    expect(store.extent).toBeUndefined();
    expect(store.latest('rssBytes')).toBeUndefined();
    expect(store.indexAt(5)).toBe(0);
  });

  it('hands out columns in the order of time', () => {
    const store = storeOf([1, 2, 3]);
    expect([...store.values('time')]).toEqual([1, 2, 3]);
    expect([...store.values('heapUsedBytes')]).toEqual([1, 2, 3]);
    expect([...store.steps()]).toEqual([1_000, 1_000, 1_000]);
    expect(store.extent).toEqual({ firstMs: 1, lastMs: 3 });
    expect(store.latest('rssBytes')).toBe(150 * megabyte);
  });

  it('refuses what is not newer', () => {
    const store = storeOf([1, 2]);
    expect(store.append(rowOf({ time: 2 }), 1_000)).toBe(false);
    expect(store.append(rowOf({ time: Number.NaN }), 1_000)).toBe(false);
    expect(store.length).toBe(2);
  });

  it('says nothing of what the platform cannot tell', () => {
    expect(storeOf([1]).latest('containerUsedBytes')).toBeUndefined();
  });

  it('takes a row that is shorter than its own', () => {
    const store = new SampleStore({ size: 4 });
    store.append([1, 2], 1_000);
    expect(store.latest('heapUsedBytes')).toBe(2);
    expect(store.latest('heapTotalBytes')).toBeUndefined();
  });

  it('keeps the newest rows, however many come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }), (size, count) => {
        const times = Array.from({ length: count }, (_, index) => index + 1);
        const store = storeOf(times, size);
        expect([...store.values('heapUsedBytes')]).toEqual(times.slice(-size));
        expect(store.full).toBe(count >= size);
      }),
    );
  });

  it('finds the first row at or after a time', () => {
    const store = storeOf([10, 20, 30]);
    expect([5, 10, 15, 30, 31].map((time) => store.indexAt(time))).toEqual([0, 0, 1, 2, 3]);
  });

  it('is empty again when cleared', () => {
    const store = storeOf([1, 2]);
    store.clear();
    expect(store.append(rowOf({ time: 1 }), 1_000)).toBe(true);
    expect(store.length).toBe(1);
  });
});
