import { describe, expect, it } from 'vitest';
import { KeptAllocations } from '../../../src/monitoring/leaks/KeptAllocations.ts';
import type { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';

const all = (series: MinimumSeries): (number | undefined)[][] => {
  const { times, values } = series.between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return times.map((time, index) => [time, values[index]]);
};

describe('allocations that are kept', () => {
  it('are the sum over the sites that are asked for, look by look', () => {
    const kept = new KeptAllocations();
    kept.add(
      20,
      0,
      new Map([
        ['store', 5],
        ['session', 100],
      ]),
    );
    kept.add(
      40,
      0,
      new Map([
        ['store', 7],
        ['pages', 3],
      ]),
    );
    expect(all(kept.of(new Set(['store', 'pages'])))).toEqual([
      [20, 5],
      [40, 10],
    ]);
    expect(all(kept.of(new Set(['session'])))).toEqual([
      [20, 100],
      [40, 0],
    ]);
  });

  it('are none before the first look', () => {
    const series = new KeptAllocations().of(new Set(['store']));
    expect([series.length, series.lastTime]).toEqual([0, Number.NaN]);
  });

  it('are forgotten when the observation begins anew, since nothing can be compared then', () => {
    const kept = new KeptAllocations();
    kept.add(20, 0, new Map([['store', 500]]));
    kept.add(60, 50, new Map([['store', 1]]));
    kept.add(80, 50, new Map([['store', 2]]));
    expect(all(kept.of(new Set(['store'])))).toEqual([
      [60, 1],
      [80, 2],
    ]);
  });

  it('are kept for 240 looks', () => {
    const kept = new KeptAllocations();
    for (let look = 1; look <= 250; look++) kept.add(look, 0, new Map([['store', look]]));
    const points = all(kept.of(new Set(['store'])));
    expect([points.length, points[0], points.at(-1)]).toEqual([240, [11, 11], [250, 250]]);
  });
});
