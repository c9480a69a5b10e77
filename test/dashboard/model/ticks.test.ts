import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteTicks } from '../../../src/dashboard/model/byteTicks.ts';
import { timeTicks } from '../../../src/dashboard/model/timeTicks.ts';
import { megabyte, noon } from '../given.ts';

describe('the byte axis', () => {
  it('is divided by powers of two, in one unit', () => {
    expect(byteTicks(212 * megabyte, 4)).toMatchObject({
      maxBytes: 256 * megabyte,
      labels: ['0', '64 MB', '128 MB', '192 MB', '256 MB'],
    });
  });

  it('writes fractions of the unit of its top, down to a quarter', () => {
    const gigabyte = 1024 * megabyte;
    expect(byteTicks(1.9 * gigabyte, 4).labels).toEqual(['0', '0.5 GB', '1.0 GB', '1.5 GB', '2.0 GB']);
    expect(byteTicks(4 * gigabyte, 16).labels.slice(0, 3)).toEqual(['0', '0.25 GB', '0.50 GB']);
    expect(byteTicks(gigabyte, 8).labels.slice(0, 3)).toEqual(['0', '128 MB', '256 MB']);
  });

  it('has room even when everything is 0', () => {
    expect(byteTicks(0, 4).labels).toEqual(['0', '0.25 kB', '0.50 kB', '0.75 kB', '1.00 kB']);
  });

  it('holds what it must, in no more steps than asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.integer({ min: 2, max: 12 }), (highest, most) => {
        const { maxBytes, splits, labels } = byteTicks(highest, most);
        const step = splits[1] as number;
        expect(maxBytes).toBeGreaterThanOrEqual(highest);
        expect(splits.length - 1).toBeLessThanOrEqual(most);
        expect(Math.log2(step) % 1).toBe(0);
        expect(new Set(labels).size).toBe(labels.length);
      }),
    );
  });
});

describe('the time axis', () => {
  it('is divided at round local times', () => {
    expect(timeTicks(noon - 290_000, noon + 10_000, 6, noon).labels).toEqual([
      '11:56',
      '11:57',
      '11:58',
      '11:59',
      '12:00',
    ]);
  });

  it('shows seconds where the step has them', () => {
    expect(timeTicks(noon, noon + 60_000, 4, noon).labels).toEqual([
      '12:00:00',
      '12:00:15',
      '12:00:30',
      '12:00:45',
      '12:01:00',
    ]);
  });

  it('names the day where it begins', () => {
    const labels = timeTicks(noon - 13 * 3_600_000, noon, 5, noon).labels;
    expect(labels).toEqual(['11 May', '03:00', '06:00', '09:00', '12:00'].with(0, '12 May'));
  });

  it('says at its first label which day it is, where that is not today', () => {
    const [first, second] = timeTicks(noon, noon + 60_000, 4, noon + 86_400_000).labels;
    expect([first, second]).toEqual(['12 May 12:00:00', '12:00:15']);
    const epoch = new Date(1970, 0, 2, 0, 0, 30).getTime();
    expect(timeTicks(epoch, epoch + 60_000, 4, noon).labels[0]).toBe('2 Jan 1970 00:00:30');
  });

  it('counts in days where hours are too many', () => {
    const { splits, labels } = timeTicks(noon - 20 * 86_400_000, noon, 5, noon);
    expect(splits.length).toBeLessThanOrEqual(6);
    expect(labels.every((label) => / (Apr|May)$/.test(label))).toBe(true);
  });

  it('stays within the range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10 ** 10 }),
        fc.integer({ min: 2, max: 12 }),
        (span, most) => {
          const { splits } = timeTicks(noon, noon + span, most, noon);
          expect(splits.length).toBeLessThanOrEqual(most + 1);
          expect(splits.every((split) => split >= noon && split <= noon + span)).toBe(true);
        },
      ),
    );
  });
});
