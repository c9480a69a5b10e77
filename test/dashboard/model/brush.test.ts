import { describe, expect, it } from 'vitest';
import { between, known, moved, reachesEnd, scaled } from '../../../src/dashboard/model/brush.ts';

const kept = { firstMs: 0, lastMs: 100_000 };
const window = { fromMs: 40_000, toMs: 60_000 };

describe('a window over the history', () => {
  it('is moved as it is, within what is kept', () => {
    expect(moved(window, 'window', 5_000, kept)).toEqual({ fromMs: 45_000, toMs: 65_000 });
    expect(moved(window, 'window', -90_000, kept)).toEqual({ fromMs: 0, toMs: 20_000 });
    expect(moved(window, 'window', 90_000, kept)).toEqual({ fromMs: 80_000, toMs: 100_000 });
  });

  it('that reaches into the future does not go further there', () => {
    const ahead = { fromMs: 80_000, toMs: 110_000 };
    expect(moved(ahead, 'window', 5_000, kept)).toEqual(ahead);
    expect(moved(ahead, 'window', -5_000, kept)).toEqual({ fromMs: 75_000, toMs: 105_000 });
    expect(moved(ahead, 'end', 5_000, kept)).toEqual(ahead);
  });

  it('is drawn longer or shorter at either edge, down to a second', () => {
    expect(moved(window, 'start', -5_000, kept)).toEqual({ fromMs: 35_000, toMs: 60_000 });
    expect(moved(window, 'start', -90_000, kept)).toEqual({ fromMs: 0, toMs: 60_000 });
    expect(moved(window, 'start', 90_000, kept)).toEqual({ fromMs: 59_000, toMs: 60_000 });
    expect(moved(window, 'end', -90_000, kept)).toEqual({ fromMs: 40_000, toMs: 41_000 });
    expect(moved(window, 'end', 90_000, kept)).toEqual({ fromMs: 40_000, toMs: 100_000 });
  });

  it('is drawn anew from either side', () => {
    expect(between(30_000, 10_000, kept)).toEqual({ fromMs: 10_000, toMs: 30_000 });
    expect(between(-5_000, 200_000, kept)).toEqual({ fromMs: 0, toMs: 100_000 });
    expect(between(10_000, 10_000, kept)).toEqual({ fromMs: 10_000, toMs: 11_000 });
  });

  it('is scaled about a time that stays where it is', () => {
    expect(scaled(window, 0.5, 50_000, kept)).toEqual({ fromMs: 45_000, toMs: 55_000 });
    expect(scaled(window, 2, 40_000, kept)).toEqual({ fromMs: 40_000, toMs: 80_000 });
    expect(scaled(window, 100, 50_000, kept)).toEqual({ fromMs: 0, toMs: 100_000 });
  });

  it('reaches the end when it nearly does', () => {
    expect(reachesEnd({ fromMs: 0, toMs: 99_000 }, kept)).toBe(true);
    expect(reachesEnd({ fromMs: 0, toMs: 98_999 }, kept)).toBe(false);
  });

  it('is known as far as there are samples', () => {
    expect(known({ fromMs: 80_000, toMs: 120_000 }, kept)).toEqual({ fromMs: 80_000, toMs: 100_000 });
    expect(known(window, kept)).toEqual(window);
  });
});
