import { describe, expect, it } from 'vitest';
import { Hold } from '../../src/sampling/Hold.ts';

describe('holding a value', () => {
  it('is over at the first sample, and then once per interval', () => {
    const hold = new Hold(5000);
    const due = [0, 1000, 2000, 3000, 4000, 5000, 6000].map((now) => hold.due(now));
    expect(due).toEqual([true, false, false, false, false, true, false]);
  });

  it('is over in every tick of a timer with the same interval, although it jitters', () => {
    const hold = new Hold(5000);
    expect([0, 5003, 10_001, 15_000].map((now) => hold.due(now))).toEqual([true, true, true, true]);
  });
});
