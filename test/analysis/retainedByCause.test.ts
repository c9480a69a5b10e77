import { describe, expect, it } from 'vitest';
import { retainedByCause } from '../../src/analysis/retainedByCause.ts';
import { every, normalOf, randomOf } from './series.ts';

const times = every(1, 10);
const step = [0, 0, 0, 0, 0, 10, 10, 10, 10, 10];
/** Of no direction that the clock or the step have. */
const noise = [1, -1, 0, 0, 0, 0, 0, 0, -1, 1];

/** Requests by then, of a route whose rate wanders. */
function wandering(points: number, random: () => number): number[] {
  let rate = 20;
  let done = 0;
  return Array.from({ length: points }, () => {
    rate = Math.max(1, rate * (0.6 + 0.8 * random()));
    if (rate > 60) rate = 20;
    done += rate;
    return done;
  });
}

describe('what causes leave behind', () => {
  it('is found beside the clock, with an interval: by hand', () => {
    const levels = times.map((time, index) => 100 + time + 3 * step[index]! + noise[index]!);
    const [found, ...more] = retainedByCause({ times, levels, causes: [step] });
    expect(more).toEqual([]);
    // Σx̃² = 250 - 125²/82.5 = 60.606; σ² = 4/7; t of 7 degrees at 99 % = 3.4995.
    const margin = 3.499483 * Math.sqrt(4 / 7 / (250 - 125 ** 2 / 82.5));
    expect(found!.cause).toBe(0);
    expect(found!.amount).toBeCloseTo(3, 9);
    expect(found!.low).toBeCloseTo(3 - margin, 5);
    expect(found!.high).toBeCloseTo(3 + margin, 5);
    expect(found!.share).toBeCloseTo(30 / 39, 9);
    expect(found!.correlation).toBeCloseTo((250 * 3) / Math.sqrt(250 * (9 * 250 + 4)), 9);
  });

  it('is not told where the interval holds 0, or of a small part of the growth', () => {
    const unsure = times.map((_, index) => 100 + 0.3 * step[index]! + noise[index]!);
    expect(retainedByCause({ times, levels: unsure, causes: [step] })).toEqual([]);
    const small = times.map((time, index) => 100 * time + 3 * step[index]! + noise[index]!);
    expect(retainedByCause({ times, levels: small, causes: [step] })).toEqual([]);
  });

  it('is not told where counts do not vary on their own', () => {
    const steady = times.map((time) => 10 * time);
    const levels = steady.map((count, index) => 7 * count + noise[index]!);
    expect(retainedByCause({ times, levels, causes: [steady] })).toEqual([]);
    const both = times.map((_, index) => 3 * step[index]! + noise[index]!);
    const longer = every(1, 12).map((_, index) => step[index] ?? 10);
    const levelsOfBoth = every(1, 12).map((_, index) => both[index] ?? 30);
    expect(retainedByCause({ times: every(1, 12), levels: levelsOfBoth, causes: [longer, longer] })).toEqual(
      [],
    );
  });

  it('is not told by few points, nor without causes', () => {
    const levels = step.slice(0, 8).map((count) => 3 * count);
    expect(retainedByCause({ times: times.slice(0, 8), levels, causes: [step.slice(0, 8)] })).toEqual([]);
    expect(retainedByCause({ times, levels: step, causes: [] })).toEqual([]);
  });

  it('names the one of several routes that leaks, and covers what it keeps', () => {
    let named = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const random = randomOf(seed);
      const normal = normalOf(random);
      const causes = Array.from({ length: 8 }, () => wandering(60, random));
      const levels = causes[3]!.map((count) => 50e6 + 1328 * count + 4000 * normal());
      const found = retainedByCause({ times: every(5000, 60), levels, causes });
      for (const { cause, low, high } of found) {
        expect(cause).toBe(3);
        expect(low < 1328 && high > 1328).toBe(true);
      }
      named += found.length;
    }
    expect(named).toBeGreaterThan(90);
  });

  it('tells the rest from the causes', () => {
    const random = randomOf(3);
    const [told, rest] = [wandering(60, random), wandering(60, random)];
    const levels = rest.map((count) => 50e6 + 1328 * count);
    expect(retainedByCause({ times: every(5000, 60), levels, causes: [told], rest })).toEqual([]);
  });

  it('hardly ever blames a route for memory that grows by the clock, or wanders', () => {
    let blamed = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomOf(seed);
      const normal = normalOf(random);
      const causes = Array.from({ length: 8 }, () => wandering(60, random));
      let level = 50e6;
      const levels = every(5000, 60).map((time) => {
        level += 50_000 + (seed % 2 === 0 ? 50_000 * normal() : 0);
        return level + 20_000 * normal() + time;
      });
      blamed += retainedByCause({ times: every(5000, 60), levels, causes }).length > 0 ? 1 : 0;
    }
    expect(blamed).toBeLessThanOrEqual(4);
  });
});
