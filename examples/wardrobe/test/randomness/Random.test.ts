import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/randomness/Random.ts';

describe('Random', () => {
  it('repeats its numbers for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        const one = new Random(seed);
        const other = new Random(seed);
        const draw = (random: Random): number[] => Array.from({ length: 20 }, () => random.next());
        expect(draw(one)).toEqual(draw(other));
      }),
    );
  });

  it('draws from 0 up to, not including, the bound', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (seed, below) => {
        const value = new Random(seed).integer(below);
        expect(Number.isInteger(value) && value >= 0 && value < below).toBe(true);
      }),
    );
  });

  it('spreads evenly: each tenth of the range gets about a tenth of the numbers', () => {
    const random = new Random(1);
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) tenths[random.integer(10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('draws different numbers for different seeds', () => {
    expect(new Random(1).next()).not.toBe(new Random(2).next());
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow('nothing to pick from');
  });
});
