import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onLastClock, putBacks } from '../../src/recording/clockPutBack.ts';

const hour = 3_600_000;

describe('a clock that was put back', () => {
  it('is seen in times in the order of writing, by how much, each time', () => {
    const times = [10 * hour, 10 * hour + 1000, 9 * hour + 2000, 9 * hour + 3000, hour + 4000];
    expect(putBacks(times, 1000)).toEqual([hour, 8 * hour]);
  });

  it('by less than two seconds is none, and neither is one that leaps ahead', () => {
    expect(putBacks([5000, 6000, 4500, 5500, 900_000_000], 1000)).toEqual([]);
  });

  it('has what was written before told by the clock of the end', () => {
    const times = [10 * hour, 10 * hour + 1000, 9 * hour + 2000, 9 * hour + 3000, hour + 4000];
    expect(onLastClock(times, [hour, 8 * hour], hour + 4000)).toEqual([
      hour,
      hour + 1000,
      hour + 2000,
      hour + 3000,
      hour + 4000,
    ]);
  });

  it('has what shows no step itself told as no later than the end', () => {
    expect(onLastClock([10 * hour, 10 * hour + 5000], [9 * hour], hour + 6000)).toEqual([hour, hour + 5000]);
    expect(onLastClock([Number.NaN, hour], [9 * hour], hour)).toEqual([Number.NaN, hour]);
  });

  it('leaves ascending times with the distances that they had, however often it was put back', () => {
    const steps = fc.array(fc.integer({ min: 5000, max: 400 * 24 * hour }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 20 }), (backs, each) => {
        const truth = Array.from({ length: each * (backs.length + 1) }, (_, index) => index * 1000);
        const written = truth.map(
          (time, index) =>
            time - backs.slice(0, Math.floor(index / each)).reduce((sum, back) => sum + back, 0),
        );
        const found = putBacks(written, 1000);
        expect(found).toEqual(backs);
        const shifted = onLastClock(written, found, written.at(-1)!);
        expect(shifted.map((time) => time - shifted[0]!)).toEqual(truth);
        expect(shifted.at(-1)).toBe(written.at(-1));
      }),
    );
  });
});
