import { describe, expect, it } from 'vitest';
import { fillStore } from '../../../src/dashboard/model/history.ts';
import { SampleStore } from '../../../src/dashboard/model/SampleStore.ts';
import { historyOf, megabyte, rowOf } from '../given.ts';

describe('fillStore', () => {
  it('puts finer answers in the place of the end of coarser ones', () => {
    const store = new SampleStore();
    fillStore(store, [
      historyOf(
        [0, 60, 120].map((time) => rowOf({ time })),
        { stepMs: 60 },
      ),
      historyOf(
        [90, 100, 110, 120].map((time) => rowOf({ time })),
        { stepMs: 10 },
      ),
      historyOf(
        [115, 116, 117].map((time) => rowOf({ time })),
        { stepMs: 1 },
      ),
    ]);
    expect([...store.values('time')]).toEqual([0, 60, 90, 100, 110, 115, 116, 117]);
    expect([...store.steps()]).toEqual([60, 60, 10, 10, 10, 1, 1, 1]);
  });

  it('finds columns by their names, whatever else the sender knows', () => {
    const store = new SampleStore();
    const answer = {
      ...historyOf([]),
      fields: ['time', 'somethingNew', 'rssBytes'],
      columns: [[1], [2], [3 * megabyte]],
    };
    fillStore(store, [answer]);
    expect(store.latest('rssBytes')).toBe(3 * megabyte);
    expect(store.latest('heapUsedBytes')).toBeUndefined();
  });

  it('forgets what was there before', () => {
    const store = new SampleStore();
    store.append(rowOf({ time: 999 }), 1);
    fillStore(store, [historyOf([rowOf({ time: 1 })]), historyOf([])]);
    expect([...store.values('time')]).toEqual([1]);
  });
});
