import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { akaikeWeights, growthModels } from '../../src/analysis/growthModels.ts';
import { type GrowthLabel, growthPatternOf } from '../../src/analysis/growthPattern.ts';
import { every, mib, normalOf, randomOf } from './series.ts';

const count = 40;
const minute = 60_000;
const epoch = 1.7e12;

/** Forty minutes of readings around 80 MB; the shape is in MB over 0 to 1. */
function seriesOf(shape: (share: number) => number, noiseMib: number, seed: number): [number[], number[]] {
  const random = randomOf(seed);
  const normal = normalOf(random);
  const times = every(minute, count, epoch).map((time) => time + 5000 * random());
  return [times, times.map((_, index) => (80 + shape(index / (count - 1)) + noiseMib * normal()) * mib)];
}

function shareOf(
  label: GrowthLabel,
  noiseMib: number,
  shapeOf: (random: () => number) => (share: number) => number,
): number {
  const processes = 60;
  let hits = 0;
  for (let seed = 1; seed <= processes; seed++) {
    const series = seriesOf(shapeOf(randomOf(seed * 7919)), noiseMib, seed);
    if (growthPatternOf(...series).label === label) hits += 1;
  }
  return hits / processes;
}

describe('the growth pattern of forty minutes', () => {
  const between = (random: () => number, low: number, high: number): number => low + (high - low) * random();

  it.each<[GrowthLabel, number, number, (random: () => number) => (share: number) => number]>([
    ['stable', 0.2, 0.95, () => () => 0],
    [
      'linear',
      0.3,
      0.98,
      (r) => {
        const grown = between(r, 5, 60);
        return (x) => grown * x;
      },
    ],
    [
      'accelerating',
      0.3,
      0.98,
      (r) => {
        const grown = between(r, 10, 60);
        return (x) => grown * x * x;
      },
    ],
    [
      'saturating',
      0.3,
      0.95,
      (r) => {
        const grown = between(r, 10, 60);
        const tau = between(r, 0.1, 0.35);
        return (x) => grown * (1 - Math.exp(-x / tau));
      },
    ],
    [
      'step',
      0.3,
      0.95,
      (r) => {
        const height = between(r, 8, 60);
        const at = between(r, 0.15, 0.85);
        return (x) => (x < at ? 0 : height);
      },
    ],
    [
      'staircase',
      0.3,
      0.9,
      (r) => {
        const grown = between(r, 20, 60);
        const steps = Math.floor(between(r, 2, 8));
        const phase = r();
        return (x) => (grown * Math.floor(x * steps + phase)) / steps;
      },
    ],
    [
      'sawtooth',
      0.3,
      0.95,
      (r) => {
        const height = between(r, 15, 60);
        const period = between(r, 0.2, 0.4);
        const phase = r();
        return (x) => height * ((x / period + phase) % 1);
      },
    ],
    [
      'cyclic',
      0.3,
      0.95,
      (r) => {
        const height = between(r, 10, 40);
        const period = between(r, 0.2, 0.45);
        const phase = 6.3 * r();
        return (x) => height * Math.sin((6.2832 * x) / period + phase);
      },
    ],
    [
      'cyclic-rising',
      0.3,
      0.8,
      (r) => {
        const height = between(r, 10, 40);
        const period = between(r, 0.2, 0.28);
        const phase = 6.3 * r();
        return (x) => height * (Math.sin((6.2832 * x) / period + phase) + 2.4 * x);
      },
    ],
    [
      'shrinking',
      0.3,
      0.95,
      (r) => {
        const lost = between(r, 10, 60);
        return (x) => -lost * x;
      },
    ],
    [
      'volatile',
      0.3,
      0.9,
      (r) => {
        const height = between(r, 20, 60);
        const at = between(r, 0.4, 0.6);
        return (x) => height * Math.exp(-(((x - at) / 0.2) ** 2));
      },
    ],
  ])('%s is told from the others', (label, noiseMib, least, shapeOf) => {
    expect(shareOf(label, noiseMib, shapeOf)).toBeGreaterThanOrEqual(least);
  });
});

describe('the label of what repeats itself', () => {
  const second = 1000;
  const minutes = [20, 40, 60, 90, 120, 180, 240];
  const between = 20;

  /** Readings every 20 s after a start of 90 s, by a shape in bytes over seconds. */
  function labelsOf(shape: (seconds: number) => number, lengths: readonly number[] = minutes): GrowthLabel[] {
    return lengths.map((length) => {
      const random = randomOf(length);
      const seconds = every(between, (length * 60 - 90) / between, 90);
      const bytes = seconds.map((time) => 20e6 + shape(time) + 1e5 * (random() - 0.5));
      return growthPatternOf(
        seconds.map((time) => epoch + time * second),
        bytes,
      ).label;
    });
  }

  it.each<[GrowthLabel, string, (seconds: number) => number]>([
    ['sawtooth', 'a sawtooth of 5 min', (time) => (time % 300) * 100e3],
    ['sawtooth', 'batches of 3 min, each 6 min', (time) => (time % 360 < 180 ? (time % 360) * 200e3 : 0)],
    ['cyclic', 'a sine of 10 min', (time) => 10e6 * (1 + Math.sin((time / 600) * 2 * Math.PI))],
  ])('is %s for %s, whatever the length', (label, _, shape) => {
    expect(labelsOf(shape)).toEqual(minutes.map(() => label));
  });

  it('is cyclic-rising for a sine that rises as soon as three cycles are seen, however much it has risen', () => {
    const rising = (time: number) => 10e6 * (1 + Math.sin((time / 600) * 2 * Math.PI)) + 5e3 * time;
    expect(new Set(labelsOf(rising, minutes.slice(1)))).toEqual(new Set(['cyclic-rising']));
  });

  it('is cyclic for short batches with long rests between them', () => {
    const batch = (time: number) => (time % 600 < 60 ? (time % 600) * 333e3 : 0);
    expect(new Set(labelsOf(batch, minutes.slice(1)))).toEqual(new Set(['cyclic']));
  });

  it.each<[GrowthLabel, string, (seconds: number, random: () => number) => number]>([
    ['linear', 'a line in much noise', (time, random) => 20e3 * time + 6e6 * random()],
    [
      'linear',
      'growth that rests half of the time',
      (time) => 200e3 * (180 * Math.floor(time / 360) + Math.min(180, time % 360)),
    ],
    ['stable', 'what does not grow', () => 0],
  ])('stays %s for %s', (label, _, shape) => {
    const random = randomOf(7);
    expect(new Set(labelsOf((time) => shape(time, random)))).toEqual(new Set([label]));
  });
});

describe('a growth pattern', () => {
  it('has the rate, the confidence and the span of a line', () => {
    const times = every(minute, count, epoch);
    const pattern = growthPatternOf(times, every(3 * mib, count, 80 * mib));
    expect(pattern).toMatchObject({ label: 'linear', count, spanMs: 39 * minute, plateauBytes: undefined });
    expect(pattern.rateBytesPerSecond).toBeCloseTo((3 * mib) / 60, 3);
    expect(pattern.confidence).toBeGreaterThan(0.5);
  });

  it('tells where saturating growth will end', () => {
    const pattern = growthPatternOf(...seriesOf((x) => 50 * (1 - Math.exp(-x / 0.3)), 0.1, 1));
    expect(pattern.label).toBe('saturating');
    expect(pattern.plateauBytes! / mib).toBeGreaterThan(128);
    expect(pattern.plateauBytes! / mib).toBeLessThan(132);
  });

  it('tells the present rate of accelerating growth, not the mean one', () => {
    const pattern = growthPatternOf(...seriesOf((x) => 60 * x * x, 0.1, 1));
    expect(pattern.label).toBe('accelerating');
    expect((pattern.rateBytesPerSecond * 39 * 60) / mib).toBeGreaterThan(80);
  });

  it('is not there before six points, or where no time has passed', () => {
    const none = { label: 'not-enough-evidence', confidence: 0, rateBytesPerSecond: 0 };
    expect(growthPatternOf([], [])).toMatchObject({ ...none, count: 0, spanMs: 0 });
    expect(growthPatternOf(every(1, 5), every(mib, 5))).toMatchObject({ ...none, count: 5 });
    expect(growthPatternOf([7, 7, 7, 7, 7, 7], every(mib, 6))).toMatchObject(none);
  });

  it('of a large heap that moves by one percent is stable', () => {
    expect(growthPatternOf(every(minute, count), every(mib / 2, count, 2000 * mib)).label).toBe('stable');
  });

  it('of noise alone is stable where the noise is small, volatile where it is a quarter of all', () => {
    expect(growthPatternOf(...seriesOf(() => 0, 1, 2)).label).toBe('stable');
    expect(growthPatternOf(...seriesOf(() => 0, 8, 2)).label).toBe('volatile');
  });

  it('of a thousand points is the one of their outline', () => {
    const times = every(1000, 1000, epoch);
    const pattern = growthPatternOf(
      times,
      times.map((_, index) => 80 * mib + 50_000 * index),
    );
    expect(pattern).toMatchObject({ label: 'linear', count: 1000 });
    expect(pattern.rateBytesPerSecond).toBeCloseTo(50_000, 3);
  });

  it('of a cycle that falls first counts the valley before it', () => {
    const cycle = every(1, count).map((index) => {
      const phase = (index + 7) % 14;
      return (80 + index + 3 * Math.abs(phase - 7)) * mib;
    });
    expect(growthPatternOf(every(minute, count), cycle).label).toBe('cyclic-rising');
  });

  it('does not depend on when it was, and its confidence is a share', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 1e6 }), (values, hours) => {
        const y = values.map((value) => value * mib);
        const early = growthPatternOf(every(minute, y.length), y);
        const late = growthPatternOf(every(minute, y.length, hours * 60 * minute), y);
        expect(late.label).toBe(early.label);
        expect(early.confidence).toBeGreaterThanOrEqual(0);
        expect(early.confidence).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

describe('growth models', () => {
  it('weigh to one, the best heaviest', () => {
    const models = growthModels(every(1, 20), every(mib, 20), 1000);
    const weights = akaikeWeights(models);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(models[weights.indexOf(Math.max(...weights))]?.shape).toBe('linear');
  });

  it('have no chance where there are fewer points than parameters', () => {
    const models = growthModels(every(1, 6), every(mib, 6), 1000);
    expect(models.find((model) => model.shape === 'staircase')?.aicc).toBe(Number.POSITIVE_INFINITY);
  });
});
