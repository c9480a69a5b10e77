import { expect, it } from 'vitest';
import { ForeseenEnd } from '../../../src/monitoring/forecast/ForeseenEnd.ts';

it('an end that was foreseen comes nearer, and was a wrong forecast when it has passed', () => {
  const end = new ForeseenEnd(1000, 4000, 0);
  expect([1000, 3000, 5000].map((time) => end.inMs(time, 0))).toEqual([4000, 2000, 0]);
  expect([5000, 5001].map((time) => end.hasPassed(time))).toEqual([false, true]);
  expect(end.inMs(5001, 0)).toBeUndefined();
});

it('an end that refused requests hold back is as far off as it was', () => {
  const end = new ForeseenEnd(1000, 4000, 20);
  expect([20, 21].map((refused) => end.heldBackMs(refused))).toEqual([undefined, 4000]);
  expect([3000, 60_000].map((time) => end.inMs(time, 21))).toEqual([2000, 4000]);
});
