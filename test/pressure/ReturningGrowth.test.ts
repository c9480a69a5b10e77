import { describe, expect, it } from 'vitest';
import { ReturningGrowth } from '../../src/pressure/ReturningGrowth.ts';

/** Milliseconds to `limit` at each tenth of a second of a course that is given as corners: `[seconds, value]`. */
function etas(corners: readonly (readonly [number, number])[], limit: number = 100): number[] {
  const growth = new ReturningGrowth();
  const found: number[] = [];
  for (let at = 1; at < corners.length; at++) {
    const [[from, low], [to, high]] = [corners[at - 1]!, corners[at]!];
    for (let step = 0; step < (to - from) * 10; step++) {
      const time = from * 1000 + step * 100;
      const value = low + ((high - low) * step) / ((to - from) * 10);
      found.push(growth.etaMs(time, value, limit));
      growth.add(time, value, limit);
    }
  }
  return found;
}

/** Rises to a peak within three seconds and falls at once, so many times, each time from a floor. */
function teeth(count: number, floor: (tooth: number) => number, peak: (tooth: number) => number) {
  return Array.from({ length: count }, (_, tooth) => [
    [tooth * 4, floor(tooth)] as const,
    [tooth * 4 + 3, peak(tooth)] as const,
    [tooth * 4 + 3.2, floor(tooth + 1)] as const,
  ]).flat();
}

const steep = (found: readonly number[], fromSecond: number, toSecond: number = 1000): boolean =>
  found.slice(fromSecond * 10, toSecond * 10).some((each) => each < 20_000);

describe('growth that returns', () => {
  it('says nothing of the limit once memory has come back from there twice, to the same floor', () => {
    const found = etas(
      teeth(
        8,
        () => 40,
        () => 80,
      ),
    );
    expect([steep(found, 0, 8), steep(found, 9)]).toEqual([true, false]);
  });

  it('counts from where it goes beyond that', () => {
    const found = etas(
      teeth(
        8,
        () => 40,
        (tooth) => (tooth === 6 ? 95 : 80),
      ),
    );
    expect(steep(found, 9, 24)).toBe(false);
    expect(steep(found, 24, 27.2)).toBe(true);
  });

  it('says nothing where it is faster, as long as there is time left from where it has come back', () => {
    const found = etas([
      ...teeth(
        6,
        () => 40,
        () => 60,
      ),
      [24, 40],
      [25.5, 60],
    ]);
    expect([steep(found, 9, 24), steep(found, 24)]).toEqual([false, false]);
  });

  it('counts where it is faster', () => {
    const found = etas([
      ...teeth(
        6,
        () => 40,
        () => 80,
      ),
      [24, 40],
      [25, 78],
    ]);
    expect([steep(found, 9, 24), steep(found, 24)]).toEqual([false, true]);
  });

  it('counts where less and less comes back', () => {
    const found = etas(
      teeth(
        8,
        (tooth) => 40 + 5 * tooth,
        () => 84,
      ),
    );
    for (let tooth = 1; tooth < 7; tooth++) expect(steep(found, tooth * 4, tooth * 4 + 3)).toBe(true);
  });

  it('is not judged by what was under another limit', () => {
    const growth = new ReturningGrowth();
    let time = 0;
    const tooth = (limit: number): number[] =>
      Array.from({ length: 32 }, (_, step) => {
        time += 100;
        const value = step < 30 ? 40 + (40 * step) / 30 : 40;
        const eta = growth.etaMs(time, value, limit);
        growth.add(time, value, limit);
        return eta;
      });
    for (let count = 0; count < 5; count++) tooth(100);
    expect(steep(tooth(100).slice(10), 0)).toBe(false);
    expect(steep(tooth(90).slice(10), 0)).toBe(true);
  });
});

it('what one collection leaves more of than another is no growth', () => {
  const found = etas(
    [
      [0, 72],
      [5, 73],
      [10, 72],
      [12.5, 73.3],
      [15, 72],
    ],
    88,
  );
  expect(steep(found, 0)).toBe(false);
});
