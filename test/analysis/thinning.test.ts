import { describe, expect, it } from 'vitest';
import { thinned } from '../../src/analysis/thinning.ts';
import { every } from './series.ts';

describe('thinning', () => {
  it('leaves a short series as it is', () => {
    expect(thinned([1, 2], [3, 4], 40)).toEqual({ times: [1, 2], values: [3, 4] });
    expect(thinned([], [], 40)).toEqual({ times: [], values: [] });
  });

  it('takes the medians of neighbours', () => {
    expect(thinned([0, 1, 2, 3, 4, 5, 6], [0, 90, 2, 3, 4, 5, 6], 3)).toEqual({
      times: [1, 4, 6],
      values: [2, 4, 6],
    });
  });

  it('keeps to the most that is asked for', () => {
    for (const count of [41, 79, 80, 81, 999]) {
      expect(thinned(every(1, count), every(1, count), 40).times.length).toBeLessThanOrEqual(40);
    }
  });
});
