import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinimumSeries } from '../../src/monitoring/MinimumSeries.ts';

function filled(size: number, points: readonly (readonly [number, number])[]): MinimumSeries {
  const series = new MinimumSeries({ size, blockMs: 10 });
  for (const [time, value] of points) series.add(time, value);
  return series;
}

function all(series: MinimumSeries): (number | undefined)[][] {
  const { times, values } = series.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return times.map((time, index) => [time, values[index]]);
}

describe('a series of minima', () => {
  it('keeps the smallest value of each block, at its own time', () => {
    const series = filled(5, [
      [0, 9],
      [4, 7],
      [8, 8],
      [10, 6],
      [25, 5],
    ]);
    expect(all(series)).toEqual([
      [4, 7],
      [10, 6],
      [25, 5],
    ]);
    expect([series.length, series.lastTime, series.lastValue]).toEqual([3, 25, 5]);
  });

  it('counts the blocks that have begun, those included that are forgotten', () => {
    const series = filled(2, [
      [0, 9],
      [4, 7],
      [10, 6],
      [25, 5],
    ]);
    expect([series.length, series.blocks]).toEqual([2, 3]);
  });

  it('holds 16 bytes a point, from the beginning', () => {
    expect(filled(100, [[0, 1]]).heldBytes).toBe(1600);
  });

  it('forgets the oldest points when it is full', () => {
    expect(
      all(
        filled(2, [
          [0, 1],
          [10, 2],
          [20, 3],
          [30, 4],
        ]),
      ),
    ).toEqual([
      [20, 3],
      [30, 4],
    ]);
  });

  it('gives the points between two times, both included', () => {
    const series = filled(5, [
      [0, 1],
      [10, 2],
      [20, 3],
      [30, 4],
    ]);
    expect(series.between(10, 20)).toEqual({ times: [10, 20], values: [2, 3] });
    expect(series.between(31, 99)).toEqual({ times: [], values: [] });
  });

  it('leaves out what is not a number, and what comes from the past', () => {
    const series = filled(5, [
      [0, Number.NaN],
      [20, 1],
      [10, 5],
      [Number.NaN, 2],
    ]);
    expect(all(series)).toEqual([[20, 1]]);
  });

  it('is empty at first', () => {
    const series = filled(5, []);
    expect([series.length, series.lastTime, series.lastValue]).toEqual([0, Number.NaN, Number.NaN]);
  });

  it('never holds more than its size, and always in order of time', () => {
    const points = fc.array(fc.tuple(fc.nat(500), fc.nat(100)), { maxLength: 80 });
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 9 }), (given, size) => {
        const times = all(filled(size, given)).map(([time]) => time!);
        expect(times.length).toBeLessThanOrEqual(size);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});
