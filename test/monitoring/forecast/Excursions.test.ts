import { describe, expect, it } from 'vitest';
import { Excursions } from '../../../src/monitoring/forecast/Excursions.ts';
import { mib } from '../simulation.ts';

/** One value every 20 s. */
function fed(mebibytes: readonly number[]): Excursions {
  const excursions = new Excursions();
  for (const [index, value] of mebibytes.entries()) excursions.add(20_000 * index, value * mib);
  return excursions;
}

const swing = [40, 50, 60, 70, 80, 70, 60, 50, 40];

describe('the heights that a quantity has come back from', () => {
  it('are none while it only rises, or falls by next to nothing', () => {
    expect(fed([40, 50, 60, 70]).comparable(50 * mib, 0)).toBeUndefined();
    expect(fed([40, 50, 60, 58.5, 60]).comparable(50 * mib, 0)).toBeUndefined();
  });

  it('have the peak, the low after it, and last until most of the rise is gone', () => {
    expect(fed(swing).comparable(70 * mib, 60_000)).toEqual({
      peakBytes: 80 * mib,
      lowBytes: 40 * mib,
      // 80 s up, and at 160 s it is below 50.
      lengthMs: 140_000,
    });
  });

  it('hold for a rise that goes a tenth beyond, and for no higher one', () => {
    expect(fed(swing).comparable(83.9 * mib, 60_000)).toBeDefined();
    expect(fed(swing).comparable(84.1 * mib, 60_000)).toBeUndefined();
  });

  it('do not hold for a rise that lasts far longer', () => {
    expect(fed(swing).comparable(70 * mib, 420_000)).toBeDefined();
    expect(fed(swing).comparable(70 * mib, 420_001)).toBeUndefined();
  });

  it('are remembered however many lower ones came after', () => {
    const later = Array.from({ length: 400 }, (_, index) => 40 + (index % 4 < 2 ? 8 : 0));
    expect(fed([...swing, ...later]).comparable(75 * mib, 60_000)?.peakBytes).toBe(80 * mib);
  });

  it('leave out what is not a number', () => {
    expect(fed([Number.NaN, ...swing, Number.NaN]).comparable(70 * mib, 0)?.lengthMs).toBe(140_000);
  });
});
