import { describe, expect, it } from 'vitest';
import type { PageCounts, PageReading } from '../../src/page/PageReading.ts';
import { detachedGrowth, pageGrowth } from '../../src/page/pageGrowth.ts';

const readingsOf = (counts: readonly PageCounts[]): PageReading[] =>
  counts.map((each) => ({ counts: each, detachedRoots: new Map() }));

function growthOf(kind: 'heap' | 'nodes', values: readonly number[]) {
  const [growth] = pageGrowth(readingsOf(values.map((value) => ({ [kind]: value }))));
  if (growth === undefined) throw new Error('no growth was told');
  return growth;
}

const trips = Array.from({ length: 13 }, (_, index) => index);

describe('the growth of a page', () => {
  it('is told of what grows by the same with every round trip', () => {
    const growth = growthOf(
      'nodes',
      trips.map((trip) => 100 + 46 * trip),
    );
    expect(growth).toMatchObject({ verdict: 'growing', perRoundTrip: 46, grown: 552 });
    expect(growth.low).toBeGreaterThan(45);
    expect(growth.high).toBeLessThan(47);
  });

  it('is told of a single node, and of one that stays every third time', () => {
    expect(growthOf('nodes', trips).verdict).toBe('growing');
    expect(
      growthOf(
        'nodes',
        trips.map((trip) => Math.floor(trip / 3)),
      ),
    ).toMatchObject({ verdict: 'growing' });
  });

  it('is told of a heap that leaks more than it swings', () => {
    const swing = [0, 900, -600, 300, -900, 600, 0, -300, 800, -700, 200, -100, 400];
    const growth = growthOf(
      'heap',
      trips.map((trip) => 500_000 + 2_000 * trip + swing[trip]!),
    );
    expect(growth.verdict).toBe('growing');
    expect(growth.low).toBeLessThan(2_000);
    expect(growth.high).toBeGreaterThan(2_000);
  });

  it.each([
    ['stays the same', trips.map(() => 700)],
    ['only swings', trips.map((trip) => 500_000 + (trip % 3) * 4_000)],
    ['grows once', trips.map((trip) => (trip < 6 ? 500_000 : 540_000))],
    ['fills and is full', trips.map((trip) => 500_000 + 5_000 * Math.min(trip, 6))],
    ['grows ever slower', trips.map((trip) => 500_000 + 40_000 * (1 - 0.6 ** trip))],
    ['shrinks', trips.map((trip) => 500_000 - 3_000 * trip)],
    ['grows by less than anybody would look for', trips.map((trip) => 500_000 + 100 * trip)],
  ])('is not told of what %s', (_, values) => {
    expect(growthOf('heap', values).verdict).toBe('steady');
  });

  it('is not told of fewer than six round trips', () => {
    expect(growthOf('nodes', trips.slice(0, 6)).verdict).toBe('not-enough-evidence');
    expect(growthOf('nodes', trips.slice(0, 7)).verdict).toBe('growing');
  });

  it('leaves out what a browser does not tell', () => {
    const readings = readingsOf([{ heap: 1, detached: 1 }, { heap: 1 }]);
    expect(pageGrowth(readings).map(({ kind }) => kind)).toEqual(['heap']);
    expect(pageGrowth([])).toEqual([]);
  });
});

describe('what is detached', () => {
  it('is named where there is more of it with every round trip', () => {
    const readings = trips.map((trip) => ({
      counts: {},
      detachedRoots: new Map([
        ['div.card', 3 * trip],
        ['li', 10 * trip],
        ['template', 4],
      ]),
    }));
    expect(detachedGrowth(readings)).toEqual([
      { name: 'li', perRoundTrip: 10 },
      { name: 'div.card', perRoundTrip: 3 },
    ]);
  });
});
