import { describe, expect, it } from 'vitest';
import { growthPatternOf } from '../../src/analysis/growthPattern.ts';
import { normalOf, randomOf } from '../analysis/series.ts';

const mib = 1024 ** 2;

/** A reading every 15 to 25 s, with the noise of a real heap that grows by 17 kB/s. */
function readings(count: number): [times: number[], bytes: number[]] {
  const random = randomOf(11);
  const normal = normalOf(random);
  const times: number[] = [];
  for (let time = 0; times.length < count; time += 15_000 + 10_000 * random()) times.push(time);
  return [times, times.map((time) => 30 * mib + 17 * time + 20_000 * normal())];
}

describe('the confidence of a growth pattern', () => {
  it('does not fall towards nothing as evidence for the label grows', () => {
    for (const count of [20, 40, 80, 160, 320, 640]) {
      const pattern = growthPatternOf(...readings(count));
      expect([count, pattern.label]).toEqual([count, 'linear']);
      expect(pattern.confidence).toBeGreaterThan(0.5);
    }
  });

  it('of a shape counts only shapes that look like their name', () => {
    const [times] = readings(60);
    // Slightly bent: a parabola and stairs fit better than the line, and neither looks like its name.
    const bent = times.map((time) => 30 * mib + 60 * time + 4e-6 * time * time);
    const pattern = growthPatternOf(times, bent);
    expect(pattern.label).toBe('linear');
    expect(pattern.confidence).toBeGreaterThan(0.5);
  });
});

describe('a smooth line', () => {
  it('is not volatile because its points are unevenly spaced', () => {
    const times = [0, 4, 40, 44, 84, 86, 130, 134, 170].map((second) => second * 1000);
    expect(
      growthPatternOf(
        times,
        times.map((time) => 30 * mib + 60 * time),
      ).label,
    ).toBe('linear');
  });
});

describe('growth from 20 to 100 kB/s', () => {
  it('is accelerating, not linear', () => {
    const times = Array.from({ length: 57 }, (_, index) => 90_000 + 20_000 * index);
    const bytes = times.map((time) => 30e6 + 20 * time + time ** 2 / 30_000);
    expect(growthPatternOf(times, bytes).label).toBe('accelerating');
  });
});
