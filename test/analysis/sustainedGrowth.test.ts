import { describe, expect, it } from 'vitest';
import { type GrowthCriteria, testSustainedGrowth } from '../../src/analysis/sustainedGrowth.ts';
import { every, mib, normalOf, randomOf } from './series.ts';

const kib = 1024;
const criteria: GrowthCriteria = {
  significance: 6,
  rateBytesPerSecond: 8 * kib,
  grownBytes: 0.7 * mib,
  noiseFloorBytes: 24 * kib,
};
const times = every(15_000, 11, 1.7e12);

function unmetOf(shape: (seconds: number) => number): readonly string[] {
  const bytes = times.map((time) => 60 * mib + shape((time - times[0]!) / 1000));
  return testSustainedGrowth(times, bytes, criteria).unmet;
}

describe('sustained growth', () => {
  it('is a steady 20 KB/s over 150 s', () => {
    const test = testSustainedGrowth(
      times,
      times.map((_, index) => 60 * mib + 300 * kib * index),
      criteria,
    );
    expect(test).toMatchObject({ sustained: true, unmet: [], spanMs: 150_000 });
    expect(test.rateBytesPerSecond).toBeCloseTo(20 * kib, 6);
    expect(test.grownBytes).toBeCloseTo(3000 * kib, 6);
  });

  it('is not told from five readings', () => {
    const test = testSustainedGrowth(times.slice(0, 5), every(mib, 5), criteria);
    expect(test).toMatchObject({ sustained: false, unmet: ['enough-points'] });
  });

  it('is not 4 KB/s', () => {
    expect(unmetOf((seconds) => 4 * kib * seconds)).toEqual(['rate', 'amount']);
  });

  it('is not what noise can do', () => {
    const normal = normalOf(randomOf(8));
    expect(unmetOf((seconds) => 20 * kib * seconds + 3 * mib * normal())).toContain('significance');
  });

  it('is not a warm-up that slows down', () => {
    expect(unmetOf((seconds) => 20 * mib * (1 - Math.exp(-seconds / 40)))).toContain('undiminished-half');
    expect(unmetOf((seconds) => 20 * mib * (1 - Math.exp(-seconds / 40)))).toContain('undiminished-third');
  });

  it('is not growth that has ended', () => {
    expect(unmetOf((seconds) => 50 * kib * Math.min(seconds, 90))).toContain('undiminished-third');
  });

  it('is not one step', () => {
    expect(unmetOf((seconds) => (seconds > 70 ? 10 * mib : 0))).toContain('no-single-step');
  });

  it('is growth with a gap between readings: what the rate explains is no step', () => {
    const gapped = times.filter((_, index) => index < 4 || index > 8);
    const bytes = gapped.map((time) => 60 * mib + 50 * kib * ((time - gapped[0]!) / 1000));
    expect(testSustainedGrowth(gapped, bytes, criteria).unmet).toEqual([]);
  });

  it('is not a sawtooth, and nothing that falls', () => {
    expect(unmetOf((seconds) => 100 * kib * (seconds % 50))).toContain('monotone');
    expect(unmetOf((seconds) => -50 * kib * seconds)).toEqual(
      expect.arrayContaining(['rate', 'amount', 'monotone', 'no-single-step']),
    );
  });

  it('is growth that began in the middle of the readings', () => {
    expect(unmetOf((seconds) => 50 * kib * Math.max(0, seconds - 60))).toEqual([]);
  });
});

describe('a drop amid sustained growth', () => {
  const drop = (from: number, bytes: number) => (seconds: number) =>
    50 * kib * seconds - (seconds > from ? bytes : 0);

  it('is forgiven while it takes less than 0.4 of what has grown: compiled code is thrown away at once', () => {
    for (const from of [70, 80, 100, 130]) expect(unmetOf(drop(from, 2.5 * mib))).toEqual([]);
  });

  it('does not change the rate that is told, nor what has grown', () => {
    const bytes = times.map((time) => drop(70, 2.5 * mib)((time - times[0]!) / 1000));
    const test = testSustainedGrowth(times, bytes, criteria);
    expect(test.sustained).toBe(true);
    expect(test.grownBytes).toBeLessThan(50 * kib * 150);
    expect(test.rateBytesPerSecond).toBeLessThan(50 * kib);
  });

  it('is not when it takes more', () => {
    expect(unmetOf(drop(70, 3.5 * mib))).not.toEqual([]);
  });

  it('is not when there is another', () => {
    const twice = (seconds: number): number => drop(50, 2.5 * mib)(seconds) - (seconds > 100 ? 2.5 * mib : 0);
    expect(unmetOf(twice)).not.toEqual([]);
  });

  it('is not when what is left of the growth is too little', () => {
    const short = every(10_000, 11, 1.7e12);
    const unmetBy = (dropBytes: number): readonly string[] => {
      const bytes = short.map((_, index) => 60 * mib + 100 * kib * index - (index > 4 ? dropBytes : 0));
      return testSustainedGrowth(short, bytes, criteria).unmet;
    };
    expect(unmetBy(0)).toEqual([]);
    expect(unmetBy(0.4 * mib)).toContain('amount');
  });

  it('makes no growth of a level that only falls, or that stands still but for it', () => {
    expect(unmetOf((seconds) => (seconds > 70 ? -5 * mib : 0))).toContain('rate');
    expect(unmetOf((seconds) => -50 * kib * seconds - (seconds > 70 ? 5 * mib : 0))).toContain('rate');
  });

  it('makes none of a sawtooth, however few teeth are seen of it', () => {
    for (const period of [50, 75, 100]) {
      expect(unmetOf((seconds) => 100 * kib * (seconds % period))).not.toEqual([]);
    }
  });
});
