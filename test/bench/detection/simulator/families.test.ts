import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../../../../bench/detection/simulator/Behaviour.ts';
import { type FamilyName, families, familyNames } from '../../../../bench/detection/simulator/families.ts';
import { Random } from '../../../../bench/detection/simulator/Random.ts';
import { type GrowthLabel, growthPatternOf } from '../../../../src/analysis/growthPattern.ts';

const capBytes = 100e6;
const hour = 3600;
const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

interface Course {
  readonly bytes: number[];
  readonly turnover: number[];
  readonly load: number[];
}

function courseOf(family: FamilyName, seed: number, seconds: number): Course {
  const behaviour: Behaviour = families[family](new Random(seed), capBytes);
  const course: Course = { bytes: [], turnover: [], load: [] };
  for (let second = 0; second < seconds; second++) {
    behaviour.advance(second);
    const { holdings } = behaviour;
    course.bytes.push(sum(holdings.map((holding) => holding.bytes)));
    course.turnover.push(sum(holdings.map((each) => Math.min(each.bornBytes, each.diedBytes))));
    course.load.push(behaviour.load);
  }
  return course;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function labelOf(bytes: readonly number[]): GrowthLabel {
  return growthPatternOf(
    bytes.map((_, second) => second * 1000),
    bytes,
  ).label;
}

function rises({ bytes }: Course): number {
  return bytes.filter((value, second) => second > 0 && value > bytes[second - 1]!).length;
}

function falls({ bytes }: Course): number {
  return bytes.filter((value, second) => second > 0 && value < bytes[second - 1]!).length;
}

describe('every family', () => {
  it('is one of thirteen', () => {
    expect(familyNames).toHaveLength(13);
  });

  it.each(familyNames)('%s keeps within its share of the heap, and never goes below nothing', (family) => {
    for (const seed of seeds) {
      const { bytes, turnover, load } = courseOf(family, seed, 4 * hour);
      expect(Math.max(...bytes)).toBeLessThan(2 * capBytes);
      expect(Math.min(...bytes, ...turnover)).toBeGreaterThanOrEqual(-1e-3);
      expect(Math.min(...load)).toBeGreaterThan(0);
    }
  });

  it.each(familyNames)('%s does the same again for the same seed', (family) => {
    expect(courseOf(family, 3, 1000)).toEqual(courseOf(family, 3, 1000));
  });

  it.each(familyNames.filter((family) => family !== 'constant'))('%s differs by seed', (family) => {
    expect(courseOf(family, 3, 4 * hour).bytes).not.toEqual(courseOf(family, 4, 4 * hour).bytes);
  });
});

describe('the family', () => {
  it('constant is stable', () => {
    expect(labelOf(courseOf('constant', 1, hour).bytes)).toBe('stable');
  });

  it('warmup saturates', () => {
    for (const seed of seeds) {
      const { bytes } = courseOf('warmup', seed, 3 * hour);
      const reached = bytes.findIndex((value) => value > 0.95 * capBytes);
      expect(labelOf(bytes.slice(0, reached))).toBe('saturating');
    }
  });

  it('steps goes up and down at once, now and then', () => {
    const course = courseOf('steps', 1, 24 * hour);
    expect(rises(course)).toBeGreaterThan(0);
    expect(falls(course)).toBeGreaterThan(0);
    expect(rises(course) + falls(course)).toBeLessThan(24 * 6 * 2);
  });

  it('sineload swings, and its load with it', () => {
    for (const seed of seeds) {
      const { bytes, load } = courseOf('sineload', seed, 24 * hour);
      expect(bytes.indexOf(Math.max(...bytes))).toBe(load.indexOf(Math.max(...load)));
      expect(Math.max(...load) - Math.min(...load)).toBeGreaterThan(0.39);
    }
  });

  it('bursts are busy for a short while only, and leave nothing', () => {
    const { bytes, load } = courseOf('bursts', 1, 24 * hour);
    const busy = load.filter((value) => value > 1).length / load.length;
    expect(busy).toBeGreaterThan(0);
    expect(busy).toBeLessThan(0.5);
    expect(bytes.filter((value, second) => load[second] === 1 && value !== 0)).toEqual([]);
  });

  it('lru fills at one rate, then only replaces', () => {
    for (const seed of seeds) {
      const { bytes, turnover } = courseOf('lru', seed, 14 * hour);
      const begin = bytes.findIndex((value) => value > 0);
      const full = turnover.findIndex((value) => value > 0);
      expect(full - begin).toBeLessThanOrEqual(hour + 1);
      if (full - begin > 100) expect(labelOf(bytes.slice(begin, full))).toBe('linear');
      expect(turnover[full + 1]).toBeCloseTo(bytes[begin]!, 3);
      expect(bytes[full]).toBeCloseTo(capBytes, 3);
    }
  });

  it('lru begins hours later in some processes, and is flushed in some', () => {
    const courses = Array.from({ length: 40 }, (_, seed) => courseOf('lru', seed, 14 * hour));
    const late = courses.filter(({ bytes }) => bytes[1000] === 0).length;
    const flushed = courses.filter((course) => falls(course) > 0).length;
    for (const share of [late / 40, flushed / 40]) {
      expect(share).toBeGreaterThan(0.05);
      expect(share).toBeLessThan(0.6);
    }
  });

  it('lruzipf fills ever more slowly', () => {
    for (const seed of seeds) {
      const { bytes } = courseOf('lruzipf', seed, hour);
      const full = bytes.findIndex((value) => value >= capBytes);
      const half = bytes[Math.floor(full / 2)]!;
      expect(half).toBeGreaterThan(0.55 * capBytes);
    }
  });

  it('ttl grows for the life of an entry, then stays about where it is', () => {
    for (const seed of seeds) {
      const { bytes } = courseOf('ttl', seed, 4 * hour);
      const late = bytes.slice(hour);
      expect(late.reduce((sum, value) => sum + value, 0) / late.length / capBytes).toBeCloseTo(1, 0);
      expect(Math.min(...late)).toBeGreaterThan(0.3 * capBytes);
    }
  });

  it('batch is a sawtooth', () => {
    const labels = seeds.map((seed) => {
      const { bytes } = courseOf('batch', seed, 8 * hour);
      const ends = bytes.flatMap((value, second) => (value < (bytes[second - 1] ?? 0) ? [second] : []));
      return labelOf(bytes.slice(ends[0], ends[0]! + 3 * (ends[1]! - ends[0]!)));
    });
    for (const label of labels) expect(['sawtooth', 'cyclic']).toContain(label);
  });

  it('lazycode only ever grows, in pieces, ever more rarely', () => {
    for (const seed of seeds) {
      const course = courseOf('lazycode', seed, 12 * hour);
      expect(falls(course)).toBe(0);
      expect(rises(course)).toBeLessThan(1000);
      const { bytes } = course;
      const early = bytes[6 * hour - 1]! - bytes[0]!;
      const later = bytes.at(-1)! - bytes[6 * hour]!;
      expect(early).toBeGreaterThan(later);
    }
  });

  it('ou wanders to both sides of its middle', () => {
    for (const seed of seeds) {
      const { bytes } = courseOf('ou', seed, 24 * hour);
      expect(Math.max(...bytes)).toBeGreaterThan(0.55 * capBytes);
      expect(Math.min(...bytes)).toBeLessThan(0.45 * capBytes);
    }
  });

  it('diurnal takes a day to come round', () => {
    const { bytes } = courseOf('diurnal', 1, 48 * hour);
    expect(bytes[24 * hour]).toBeCloseTo(bytes[0]!, 0);
    expect(labelOf(bytes)).toBe('cyclic');
  });

  it('mix holds what its three parts hold', () => {
    const { bytes } = courseOf('mix', 2, hour);
    expect(Math.max(...bytes)).toBeGreaterThan(0);
  });
});
