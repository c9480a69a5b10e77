import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../src/reporting/ReportPeriod.ts';

describe('the period of a report', () => {
  it('is all that is kept, up to now', () => {
    expect(rangeOf({}, 5000)).toEqual({ fromMs: Number.NEGATIVE_INFINITY, toMs: 5000 });
  });

  it('can be the last part, or lie between two times', () => {
    expect(rangeOf({ durationMs: 1000 }, 5000)).toEqual({ fromMs: 4000, toMs: 5000 });
    expect(rangeOf({ durationMs: 1000, toMs: 3000 }, 5000)).toEqual({ fromMs: 2000, toMs: 3000 });
    expect(rangeOf({ fromMs: 10, toMs: 20 }, 5000)).toEqual({ fromMs: 10, toMs: 20 });
  });

  it.each([
    [{ durationMs: 0 }, 'durationMs must be milliseconds above 0, received 0'],
    [{ durationMs: Number.NaN }, 'durationMs must be milliseconds above 0, received NaN'],
    [{ durationMs: 1, fromMs: 3 }, 'fromMs must be left out where durationMs is given, received 3'],
    [{ fromMs: 6000 }, 'fromMs must be epoch milliseconds before toMs, received 6000'],
    [{ toMs: Number.NaN }, 'toMs must be epoch milliseconds, received NaN'],
  ])('refuses %o', (period, message) => {
    expect(() => rangeOf(period, 5000)).toThrow(message);
  });
});
