import { describe, expect, it } from 'vitest';
import { leakCriteria } from '../../../src/monitoring/leakCriteria.ts';
import { type GrowthPlace, keptGrowth, survivingGrowth } from '../../../src/monitoring/leaks/growthSearch.ts';
import { OldSurvivors } from '../../../src/monitoring/leaks/OldSurvivors.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
import { epoch, kib, mib } from '../simulation.ts';

const last = 400;
const now = epoch + 1000 * last;

/** A value for each 20 s. */
function seriesOf(value: (second: number) => number, until = last): MinimumSeries {
  const series = new MinimumSeries({ size: 100, blockMs: 0 });
  for (let second = 100; second <= until; second += 20) series.add(epoch + 1000 * second, value(second));
  return series;
}

function survivorsOf(oldSurvivorBytes: (second: number) => number): OldSurvivors {
  const survivors = new OldSurvivors();
  for (let second = 100; second <= last; second += 20) {
    survivors.add({
      time: epoch + 1000 * second,
      observedSince: epoch + 60_000,
      oldSurvivorBytes: oldSurvivorBytes(second),
      liveBytes: undefined,
      pauseMs: 1,
    });
  }
  return survivors;
}

const rising = (second: number): number => 40 * kib * (second - 100);
const falling = (second: number): number => 200 * mib - 30 * kib * second;

function placeOf(more: Partial<GrowthPlace>): GrowthPlace {
  return {
    readings: seriesOf((second) => 100 * mib + rising(second)),
    survivors: survivorsOf(rising),
    kept: seriesOf(rising),
    declared: undefined,
    usualChange: () => 0,
    fromMs: epoch,
    criteria: leakCriteria.medium,
    ...more,
  };
}

describe('growth of what functions keep', () => {
  it('is sustained growth of theirs', () => {
    const run = keptGrowth(placeOf({}), now);
    expect(run!.test.rateBytesPerSecond).toBeCloseTo(40 * kib, -2);
    expect(keptGrowth(placeOf({ kept: seriesOf(() => 5 * mib) }), now)).toBeUndefined();
  });

  it('is none where nobody looks, nothing keeps, or the last look is more than a minute old', () => {
    expect(keptGrowth(placeOf({ survivors: undefined }), now)).toBeUndefined();
    expect(keptGrowth(placeOf({ kept: undefined }), now)).toBeUndefined();
    expect(keptGrowth(placeOf({}), now + 60_000)).toBeDefined();
    expect(keptGrowth(placeOf({}), now + 60_001)).toBeUndefined();
  });

  it('is contradicted by readings that fall, unless the level often falls by as much', () => {
    const readings = seriesOf(falling);
    expect(keptGrowth(placeOf({ readings }), now)).toBeUndefined();
    expect(keptGrowth(placeOf({ readings, usualChange: () => mib }), now)).toBeUndefined();
    const asked: number[] = [];
    const usualChange = (durationMs: number): number => asked.push(durationMs) * 40 * mib;
    expect(keptGrowth(placeOf({ readings, usualChange }), now)).toBeDefined();
    expect(asked[0]).toBeGreaterThan(60_000);
  });

  it('does not count what was allocated before allocations were observed for 40 s', () => {
    const early = seriesOf(rising, 120);
    expect(keptGrowth(placeOf({ kept: early }), epoch + 125_000)).toBeUndefined();
  });
});

describe('growth of what survives', () => {
  const found = (more: Partial<GrowthPlace>): boolean => {
    const place = placeOf(more);
    return survivingGrowth(place, place.survivors!, now) !== undefined;
  };

  it('is none while most of it is in declared holders', () => {
    expect(found({})).toBe(true);
    expect(found({ declared: seriesOf((second) => 0.9 * rising(second)) })).toBe(false);
  });

  it('is growth where little of it is, or what is declared does not grow', () => {
    expect(found({ declared: seriesOf((second) => 0.3 * rising(second)) })).toBe(true);
    expect(found({ declared: seriesOf(() => 50 * mib) })).toBe(true);
    expect(found({ declared: new MinimumSeries({ size: 1, blockMs: 0 }) })).toBe(true);
  });

  it('is contradicted by readings that fall, however usual that is', () => {
    expect(found({ readings: seriesOf(falling), usualChange: () => 100 * mib })).toBe(false);
  });
});
