import { describe, expect, it } from 'vitest';
import { overviewOf } from '../../../src/dashboard/model/overview.ts';
import { SampleStore } from '../../../src/dashboard/model/SampleStore.ts';
import { rowOf } from '../given.ts';

function storeOf(samples: readonly (readonly [time: number, used: number, live: number, stepMs: number])[]) {
  const store = new SampleStore();
  for (const [time, heapUsedBytes, liveBytes, stepMs] of samples) {
    store.append(rowOf({ time, heapUsedBytes, liveBytes }), stepMs);
  }
  return store;
}

describe('the overview', () => {
  it('has the highest use and the last live size of each column', () => {
    const samples = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(
      (index) => [index * 10, index === 5 ? 400 : 100, 50 + index, 1] as const,
    );
    const { used, live, highest } = overviewOf(storeOf(samples), 4);
    expect(highest).toBe(400);
    expect([...used]).toEqual([0.25, 0.25, 1, 0.25]);
    expect([...live].map((share) => Math.round(share * 400))).toEqual([52, 54, 56, 58]);
  });

  it('shows a hole where samples are missing, and none between coarse ones', () => {
    const { used } = overviewOf(
      storeOf([
        [0, 100, 50, 40],
        [40, 100, 50, 40],
        [90, 100, 50, 1],
        [100, 100, 50, 1],
      ]),
      10,
    );
    expect([...used].map((share) => (Number.isNaN(share) ? '-' : '#')).join('')).toBe('#####---##');
  });

  it('shows no hole where a sample only came late', () => {
    const late = [0, 40, 95].map((time) => [time, 100, 50, 40] as const);
    const { used } = overviewOf(storeOf(late), 100);
    expect([...used].filter(Number.isNaN)).toEqual([]);
    expect(
      [...overviewOf(storeOf([late[0]!, [101, 100, 50, 40]]), 100).used].filter(Number.isNaN),
    ).not.toEqual([]);
  });

  it('is empty without samples, and without room', () => {
    expect(overviewOf(new SampleStore(), 3)).toMatchObject({ highest: 0 });
    expect(overviewOf(storeOf([[0, 1, 1, 1]]), 0).used).toHaveLength(0);
  });
});
